import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SseDecoder, type SseEvent } from './sse-decoder.ts';
import { dataEvent, doneEvent, keepAliveComment } from './sse-encoder.ts';

function decode(text: string): SseEvent[] {
  const events: SseEvent[] = [];
  new SseDecoder((event) => events.push(event)).push(Buffer.from(text));
  return events;
}

test('writes any JSON as one event that decodes to the same JSON', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ stringUnit: 'grapheme-composite' })), (values) => {
      const text = values.map((value) => dataEvent(JSON.stringify(value))).join(keepAliveComment);
      const expected = values.map((value) => ({ name: '', data: JSON.stringify(value) }));
      expect(decode(text)).toEqual(expected);
    }),
  );
});

test('keeps line breaks of every kind inside one event', () => {
  const said = 'a\nb\rc\r\nd\u2028e\u0085f';
  const [event, ...more] = decode(dataEvent(JSON.stringify({ said })));
  expect(more).toEqual([]);
  expect(JSON.parse(event?.data ?? '')).toEqual({ said });
});

test('ends a stream with the line that every client waits for', () => {
  expect(doneEvent).toBe('data: [DONE]\n\n');
});

test('keeps a connection open with a comment that dispatches nothing', () => {
  expect(decode(keepAliveComment + keepAliveComment)).toEqual([]);
  // An empty line after the comment would be an empty event to openai-python up to 2.37 (#2722).
  expect(keepAliveComment).toMatch(/^:[^\n]*\n$/);
});
