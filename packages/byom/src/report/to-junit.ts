import type { CheckReport, CheckResult } from '../check/report.ts';

/**
 * A report as JUnit XML, one test case a check, for CI. Only a required check that failed is a
 * failure, so that the file says what the exit code says; what else was found stands in `system-out`.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function toJUnit(report: CheckReport): string {
  const { checks, durationMs, checkedAt, headline } = report;
  const failures = checks.filter(isFailure).length;
  const skipped = checks.filter(({ outcome }) => outcome === 'skipped').length;
  const counts = `tests="${checks.length}" failures="${failures}" errors="0" skipped="${skipped}" time="${seconds(durationMs)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="jackfield check" ${counts}>`,
    `  <testsuite name="${escaped(report.url)}" ${counts} timestamp="${checkedAt}">`,
    '    <properties>',
    `      <property name="model" value="${escaped(report.modelId)}"/>`,
    `      <property name="headline" value="${escaped(headline)}"/>`,
    '    </properties>',
    ...checks.flatMap(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(result: CheckResult): string[] {
  const { id, outcome, message, durationMs, findings } = result;
  const head = `    <testcase name="${escaped(id)}" classname="jackfield.check" time="${seconds(durationMs)}"`;
  const words = findings.map(
    (finding) => `${finding.message}\n${finding.consequence}\nTo fix it: ${finding.fix}`,
  );
  const all = escaped(words.join('\n\n') || message);
  if (isFailure(result)) {
    return [
      `${head}>`,
      `      <failure message="${escaped(message)}" type="${escaped(findings[0]?.id ?? id)}">${all}</failure>`,
      '    </testcase>',
    ];
  }
  if (outcome === 'skipped') {
    return [`${head}>`, `      <skipped message="${escaped(message)}"/>`, '    </testcase>'];
  }
  if (findings.length === 0) return [`${head}/>`];
  return [`${head}>`, `      <system-out>${all}</system-out>`, '    </testcase>'];
}

function isFailure({ outcome, required }: CheckResult): boolean {
  return outcome === 'failed' && required;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML 1.0 can't hold at all are replaced; line breaks stay. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}
