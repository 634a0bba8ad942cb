import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Read } from '../endpoint/exchange.ts';
import { readEventStream } from './event-stream-reading.ts';

const line = fc.oneof(
  fc.constantFrom('', '', ': ping', ':', 'data', 'data:', 'id: 7', 'retry: 1', 'stray', '{'),
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => `data: ${text}`),
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => `data:${text}`),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const stream = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\r', '\r\n')), { maxLength: 30 })
  .map((lines) => Buffer.from(lines.flat().join('')));

/** The bytes as reads that end at these shares of them, a millisecond apart. */
function cut(bytes: Buffer, shares: readonly number[]): Read[] {
  const ends = shares.map((share) => Math.floor(share * bytes.length)).toSorted((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => ({
    atMs: index,
    bytes: bytes.subarray(ends[index - 1] ?? 0, end),
  }));
}

const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

describe('events', () => {
  test('are the same however the bytes are cut into reads', () => {
    fc.assert(
      fc.property(stream, shares, (bytes, at) => {
        const whole = readEventStream([{ atMs: 0, bytes }]);
        const pieces = readEventStream(cut(bytes, at));
        const untimed = pieces.events.map((event) => ({ ...event, atMs: 0 }));
        expect({ ...pieces, events: untimed }).toEqual(whole);
      }),
    );
  });

  test('came when the read with their last line’s end came', () => {
    const bytes = Buffer.from('data: 1\n\ndata: 2\n\n');
    const times = Array.from({ length: bytes.length + 1 }, (_, end) => {
      const reads = [
        { atMs: 10, bytes: bytes.subarray(0, end) },
        { atMs: 20, bytes: bytes.subarray(end) },
      ];
      return readEventStream(reads)
        .events.map(({ atMs }) => atMs)
        .join(' ');
    });
    const firstEnds = 'data: 1\n'.length;
    const secondEnds = 'data: 1\n\ndata: 2\n'.length;
    expect(times).toEqual(
      times.map((_, end) => (end < firstEnds ? '20 20' : end < secondEnds ? '10 20' : '10 10')),
    );
  });

  test('keep what was written: spaces, strays, ids, and whether a blank line ended them', () => {
    const bytes = Buffer.from('\uFEFFid: 7\r\ndata:a\r\n{\r\n\r\n: hi\ndata: b');
    expect(readEventStream([{ atMs: 5, bytes }])).toEqual({
      byteOrderMark: true,
      endings: new Set(['crlf', 'lf']),
      comments: ['hi'],
      events: [
        {
          atMs: 5,
          lines: ['id: 7', 'data:a', '{'],
          data: 'a',
          dataLines: 1,
          spaced: false,
          name: '',
          id: '7',
          strays: ['{'],
          ended: true,
        },
        {
          atMs: 5,
          lines: ['data: b'],
          data: 'b',
          dataLines: 1,
          spaced: true,
          name: '',
          id: null,
          strays: [],
          ended: false,
        },
      ],
    });
  });
});
