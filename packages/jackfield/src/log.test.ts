import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';

/** What was written, by a log whose output is a terminal or isn't. */
function logTo(isTTY: boolean) {
  const lines: string[] = [];
  // Holds: the log uses no more of a stream than these.
  const output = {
    isTTY,
    write: (text: string) => lines.push(text),
  } as unknown as NodeJS.WriteStream;
  return { log: createLog(output), lines };
}

const hostile = [
  'a\nERROR forged line',
  'a\r\n{"level":"info","msg":"forged"}',
  'a\u001B[2K\u001B[1A\u001B]0;title\u0007b',
  'a\u009B31mb',
  'a\u2028b\u2029c\u0085d',
  'a\u202Eb\u2066c',
  'a\u0000\u0008\u007Fb',
];

/** All that could end a line, steer a terminal or turn the writing round. */
const steering = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

describe.each([
  ['for machines', false],
  ['on a terminal', true],
])('a log %s', (_where, isTTY) => {
  it.each(hostile)('keeps one entry one line, whatever stands in it: %j', (text) => {
    const { log, lines } = logTo(isTTY);
    log.warn({ model: text, [text]: 1, nested: { text } }, text);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.endsWith('\n')).toBe(true);
    expect(lines[0]?.slice(0, -1)).not.toMatch(steering);
  });

  it.each(hostile)('lets no error steer it: %j', (text) => {
    const { log, lines } = logTo(isTTY);
    const error = new Error(text);
    error.stack = `Error: ${text}\n    at somewhere`;
    log.error({ err: error }, 'It failed');
    for (const line of lines.join('').trimEnd().split('\n')) expect(line).not.toMatch(steering);
    if (!isTTY) expect(lines.join('').trimEnd()).not.toContain('\n');
  });
});

it('writes what a machine reads back as it was', () => {
  const { log, lines } = logTo(false);
  for (const text of hostile) log.info({ text }, text);
  const read = lines.map((line) => JSON.parse(line));
  expect(read.map(({ msg, text }) => [msg, text])).toEqual(hostile.map((text) => [text, text]));
});
