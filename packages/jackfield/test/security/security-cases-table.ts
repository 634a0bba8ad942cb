import { attackGroups, type AttackCase } from './attack-cases.ts';

/** How the tests that bear a case's number went. */
export interface CaseResult {
  readonly passed: number;
  readonly failed: number;
  /** Where they are, from the repository's root. */
  readonly files: readonly string[];
}

/** `docs/security-cases.md`: each case, how it is held off, and what its tests came to. */
export function securityCasesTable(results: ReadonlyMap<number, CaseResult>): string {
  const groups = Object.entries(attackGroups).flatMap(([name, cases]) => [
    '',
    `## ${name}`,
    '',
    '| | attack | how it is held off | tests |',
    '|---|---|---|---|',
    ...cases.map((one) => row(one, results.get(one.number))),
  ]);
  const intro = [
    '# The 56 attack cases',
    '',
    'Written by `npm run security-cases` from the tests’ results: each test bears the number of its case in its name, and goes',
    'through the front door, most of them against `jackfield serve` as a process of its own. `npm run fuzz -- --minutes 30` asks',
    'what nobody thought of.',
  ];
  return `${[...intro, ...groups].join('\n')}\n`;
}

function row({ number, attack, held }: AttackCase, result?: CaseResult): string {
  return `| ${number} | ${attack} | ${held} | ${result === undefined ? 'NONE' : words(result)} |`;
}

function words({ passed, failed, files }: CaseResult): string {
  const count = failed === 0 ? `${passed} passed` : `**${failed} failed**, ${passed} passed`;
  return `${count}: ${files.map((file) => `[${shortName(file)}](../${file})`).join(', ')}`;
}

function shortName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.test\.ts$/, '');
}
