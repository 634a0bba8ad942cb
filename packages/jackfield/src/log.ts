import { pino, type Logger } from 'pino';

/** One JSON object a line for machines; on a terminal, one short line a person can read. */
export function createLog(output: NodeJS.WriteStream): Logger {
  const options = {
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(
    options,
    output.isTTY ? { write: (line) => output.write(toShortLine(line)) } : output,
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
  const reason = err ? `\n${err.stack ?? err.message ?? ''}` : '';
  return `${time.slice(11, 19)} ${level.padEnd(5)} ${msg ?? ''}${rest.join('')}${reason}\n`;
}
