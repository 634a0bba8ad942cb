import { stripVTControlCharacters, styleText } from 'node:util';
import type { Evidence, Finding, Grade } from '../check/finding.ts';
import type { CheckOutcome, CheckReport, CheckResult } from '../check/report.ts';
import { speedWords } from './speed-words.ts';

export interface TextOptions {
  /** Whether to write colours for a terminal. */
  readonly colour: boolean;
  /** What was sent and came back for every finding, not only for those that break clients. */
  readonly verbose?: boolean;
}

const signs: Record<CheckOutcome, string> = { passed: '✓', warned: '!', failed: '✗', skipped: '–' };
const colours = { passed: 'green', warned: 'yellow', failed: 'red', skipped: 'gray' } as const;
const gradeWords: Record<Grade, string> = {
  breaks: 'breaks real clients',
  deviates: 'deviates from OpenAI’s format',
  fine: 'unusual, and fine',
};
const gradeOutcomes = { breaks: 'failed', deviates: 'warned', fine: 'passed' } as const;
const label = 27;
const bodyLinesMax = 12;

/** A report for a person at a terminal: every check in a line, then each finding with its evidence. */
export function toText(report: CheckReport, options: TextOptions): string {
  const paint = painter(options.colour);
  const lines = [
    ...report.checks.map((result) => resultLine(result, options.colour)),
    '',
    paint(
      report.ready ? 'green' : 'red',
      report.ready ? plain(report.headline) : `Not ready to connect. ${plain(report.headline)}`,
    ),
  ];
  const findings = report.checks.flatMap((result) =>
    result.findings.map((finding) => ({ result, finding })),
  );
  for (const [index, { result, finding }] of findings.entries()) {
    lines.push('', ...findingLines(index + 1, result, finding, options));
  }
  if (report.speed !== null) lines.push('', ...speedWords(report.speed).map(indented));
  if (report.answer !== null) lines.push('', indented(`The model said: ${plain(report.answer)}`));
  return `${lines.join('\n')}\n`;
}

function resultLine(result: CheckResult, colour: boolean): string {
  const { id, outcome, promise, message, durationMs } = result;
  const sign = painter(colour)(colours[outcome], signs[outcome]);
  const took = durationMs >= 1_000 ? ` (${(durationMs / 1_000).toFixed(1)} s)` : '';
  // A promise that is kept says all; its own words are for who reads the report in full.
  const words = outcome === 'passed' ? promise : message;
  return `  ${sign} ${id.padEnd(label)} ${plain(words)}${took}`;
}

function findingLines(
  number: number,
  { id, required }: CheckResult,
  finding: Finding,
  { colour, verbose = false }: TextOptions,
): string[] {
  const paint = painter(colour);
  const heading = `${number}. ${plain(finding.message)}`;
  const lines = [
    paint(colours[gradeOutcomes[finding.grade]], heading),
    `   ${finding.id} in ${id}${required ? ' (required)' : ''}: ${gradeWords[finding.grade]}`,
    `   A caller notices  ${finding.consequence}`,
    `   To fix it         ${finding.fix}`,
  ];
  if (finding.evidence !== null && (verbose || finding.grade === 'breaks')) {
    lines.push(...evidenceLines(finding.evidence).map((line) => paint('gray', line)));
  }
  return lines;
}

function evidenceLines(evidence: Evidence): string[] {
  const { request, status, contentType, body, ended, durationMs } = evidence;
  const came = [
    status === null ? 'no answer' : `status ${status}`,
    status === null ? '' : (contentType ?? 'no content type'),
    `after ${durationMs} ms`,
  ];
  return [
    '   Sent              ' + shortened(request).join('\n                     '),
    `   Came back         ${came.filter(Boolean).join(', ')}`,
    ...(body === null ? [] : shortened(body).map((line) => `                     ${line}`)),
    ...(ended === null ? [] : [`                     (${plain(ended)})`]),
  ];
}

function shortened(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/).map((line) => plain(line).slice(0, 400));
  const rest = lines.length - bodyLinesMax;
  return rest > 0 ? [...lines.slice(0, bodyLinesMax), `… ${rest} more lines`] : lines;
}

/** An endpoint's words without what would steer the terminal. */
function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\p{Cc}/gu, ' ');
}

function indented(line: string): string {
  return `  ${line}`;
}

type Colour = (typeof colours)[CheckOutcome];

function painter(colour: boolean): (name: Colour, text: string) => string {
  return (name, text) => (colour ? styleText(name, text, { validateStream: false }) : text);
}
