import type { CheckReport, CheckResult } from '@jackfield/control-plane/rest-types';
import { duration } from '../../../model/amounts.ts';
import { outcomes, speedGrades } from './outcome-words.ts';

/** A report for a ticket or a message: what was found, what it means, how it is mended. */
export function reportMarkdown(report: CheckReport): string {
  const { ready, headline, url, modelId, checkedAt, speed } = report;
  const lines = [
    `# ${ready ? 'Ready to connect' : 'Not ready to connect'}`,
    '',
    headline,
    '',
    `- Endpoint: \`${url}\``,
    `- Model ID: \`${modelId}\``,
    `- Checked: ${checkedAt}, in ${duration(report.durationMs)}`,
  ];
  if (speed !== null) {
    const { p50, p95 } = speed.firstTokenMs;
    lines.push(
      `- First token: ${duration(p50)} (p50), ${duration(p95)} (p95): ${speedGrades[speed.grade].word.toLowerCase()}`,
    );
  }
  for (const outcome of ['failed', 'warned', 'passed', 'skipped'] as const) {
    const own = report.checks.filter((check) => check.outcome === outcome);
    if (own.length === 0) continue;
    lines.push('', `## ${outcomes[outcome].word} (${own.length})`);
    for (const check of own) lines.push('', ...checkLines(check));
  }
  return `${lines.join('\n')}\n`;
}

function checkLines({ promise, required, message, findings }: CheckResult): string[] {
  const lines = [`### ${promise}${required ? ' (required)' : ''}`, ''];
  if (findings.length === 0) return [...lines, message];
  for (const finding of findings) {
    lines.push(
      `- **${finding.message}** (\`${finding.id}\`)`,
      `  - What a caller notices: ${finding.consequence}`,
      `  - How to mend it: ${finding.fix}`,
    );
    const { evidence } = finding;
    if (evidence === null || finding.grade === 'fine') continue;
    const came = evidence.status === null ? 'no answer' : `status ${evidence.status}`;
    lines.push(
      `  - What came back: ${came}${evidence.ended === null ? '' : `; ${evidence.ended}`}`,
    );
    if (evidence.body !== null) lines.push('', ...fenced(evidence.body), '');
  }
  return lines;
}

/** The fence is longer than any that stands in the text. */
function fenced(text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`    ${fence}`, ...text.split('\n').map((line) => `    ${line}`), `    ${fence}`];
}
