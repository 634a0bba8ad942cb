import type { Check } from '../check/check.ts';
import type { Deviation, Grade } from '../check/finding.ts';

const gradeWords: Record<Grade, string> = {
  breaks: 'breaks clients',
  deviates: 'deviates',
  fine: 'fine',
};

/** Every check and every finding, in Markdown, for the documentation. */
export function checkTable(checks: readonly Check[]): string {
  const findings = new Map<string, { deviation: Deviation; checks: string[] }>();
  for (const { id, deviations } of checks) {
    for (const deviation of deviations) {
      // Of the same id, the first check's words stand for all.
      const entry = findings.get(deviation.id) ?? { deviation, checks: [] };
      entry.checks.push(id);
      findings.set(deviation.id, entry);
    }
  }
  return [
    '# The checks',
    '',
    'Written by `node scripts/write-check-table.ts` from the code. `jackfield check`, the page and CI run this one list, in this order.',
    'A finding that **breaks clients** fails its check; an endpoint is ready to connect when every required check holds.',
    '',
    '| check | it promises | required | from |',
    '|---|---|---|---|',
    ...checks.map(
      ({ id, promise, required, clause }) =>
        `| \`${id}\` | ${cell(promise)} | ${required ? 'yes' : ''} | ${cell(linked(clause))} |`,
    ),
    '',
    `# The ${findings.size} findings`,
    '',
    '| finding | | what the endpoint does | what a caller notices | how to fix it | found by |',
    '|---|---|---|---|---|---|',
    ...[...findings.values()].map(
      ({ deviation: { id, grade, message, consequence, fix }, checks: by }) =>
        `| \`${id}\` | ${gradeWords[grade]} | ${cell(message)} | ${cell(consequence)} | ${cell(fix)} | ${by.map((check) => `\`${check}\``).join(', ')} |`,
    ),
    '',
  ].join('\n');
}

/** An address at the end of a clause, short as a link. */
function linked(clause: string): string {
  return clause.replace(/\s*(https?:\S+?)\.?$/, ' [source]($1)');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
