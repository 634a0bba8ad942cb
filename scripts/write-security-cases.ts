import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { caseNumbersIn } from '../packages/jackfield/test/security/attack-cases.ts';
import {
  securityCasesTable,
  type CaseResult,
} from '../packages/jackfield/test/security/security-cases-table.ts';

/**
 * `npm run security-cases`: runs the tests that bear the number of an attack case and writes
 * `docs/security-cases.md` from their results. Exit code 1 where one of them failed.
 */

/** As much of vitest's JSON report as is read. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
    }[];
  }[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'jackfield-cases-'));
const file = join(folder, 'report.json');
const places = globSync('packages/*/{src,test}/**/*.test.ts', { cwd: root }).filter((place) =>
  /['"`]case \d+: /.test(readFileSync(join(root, place), 'utf8')),
);
const { status } = spawnSync(
  'vitest',
  [
    'run',
    '--project',
    'unit',
    '--project',
    'program',
    '-t',
    String.raw`\bcase \d+: `,
    '--reporter=json',
    `--outputFile=${file}`,
    ...places,
  ],
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
);
// Holds: vitest wrote it.
const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
rmSync(folder, { recursive: true });

const results = new Map<number, CaseResult>();
for (const { name, assertionResults } of report.testResults) {
  const place = relative(root, name);
  for (const { fullName, status: outcome } of assertionResults) {
    if (outcome !== 'passed' && outcome !== 'failed') continue;
    for (const number of caseNumbersIn(fullName)) {
      const { passed, failed, files } = results.get(number) ?? { passed: 0, failed: 0, files: [] };
      results.set(number, {
        passed: passed + (outcome === 'passed' ? 1 : 0),
        failed: failed + (outcome === 'failed' ? 1 : 0),
        files: [...new Set([...files, place])].toSorted(),
      });
    }
  }
}
writeFileSync(join(root, 'docs/security-cases.md'), securityCasesTable(results));
const failed = [...results.values()].reduce((sum, result) => sum + result.failed, 0);
const passed = [...results.values()].reduce((sum, result) => sum + result.passed, 0);
console.log(
  `docs/security-cases.md: ${results.size} cases with tests, ${passed} passed, ${failed} failed.`,
);
process.exitCode = failed > 0 || results.size === 0 ? 1 : (status ?? 1);
