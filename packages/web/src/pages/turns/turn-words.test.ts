import { expect, it } from 'vitest';
import { costWords, firstTokenWords, timeWords } from './turn-words.ts';

it.each([
  [null, 'not known'],
  [0, '$0'],
  [0.000_012_3, '$0.000012'],
  [0.0042, '$0.0042'],
  [0.25, '$0.25'],
])('tells a cost of %s as %s', (cost, words) => {
  expect(costWords(cost)).toBe(words);
});

it('tells a time, or that there was none', () => {
  expect([timeWords(412), timeWords(null)]).toEqual(['412 ms', 'none']);
  const none = { firstTokenMs: null };
  expect(firstTokenWords({ ...none, streamed: true })).toBe('none');
  expect(firstTokenWords({ ...none, streamed: false })).toBe('not streamed');
});
