import { pino, type Logger } from 'pino';
import { printable } from './rest/printable.ts';

/** The part of pino that is used. */
export type ProgramLog = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'isLevelEnabled'>;

/**
 * One JSON object a line for machines; on a terminal, one short line a person can read. Whatever text
 * from elsewhere stands in it, a line is one line and steers no terminal.
 */
export function createLog(output: NodeJS.WriteStream): Logger {
  const options = {
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, {
    write: (line) => output.write(output.isTTY ? toShortLine(line) : escaped(line)),
  });
}

/** JSON lets stand what a terminal, or who splits lines, may take for its own: C1 controls, line and paragraph separators, marks that turn the writing round. */
function escaped(line: string): string {
  return line.replaceAll(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function toShortLine(line: string): string {
  // Holds: pino wrote it, with the options above.
  const { level, time, msg, err, ...fields } = JSON.parse(line) as {
    level: string;
    time: string;
    msg?: string;
    err?: { message?: string; stack?: string };
    [field: string]: unknown;
  };
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  const head = `${time.slice(11, 19)} ${level.padEnd(5)} ${msg ?? ''}${rest.join('')}`;
  const reason = err ? (err.stack ?? err.message ?? '').split('\n') : [];
  return [head, ...reason].map((each) => `${printable(each)}\n`).join('');
}
