import { expect, it } from 'vitest';
import { firstTokenWords, timeWords, turnCostWords } from './turn-words.ts';

it('tells a cost that lacks what a vendor may bill besides as the least it can be', () => {
  expect(turnCostWords({ costUsd: 0.25, unpricedAttempts: 1 })).toBe('at least $0.25');
  expect(turnCostWords({ costUsd: 0.25, unpricedAttempts: 0 })).toBe('$0.25');
  expect(turnCostWords({ costUsd: null, unpricedAttempts: 1 })).toBe('not known');
});

it('tells a time, or that there was none', () => {
  expect([timeWords(412), timeWords(null)]).toEqual(['412 ms', 'none']);
  const none = { firstTokenMs: null };
  expect(firstTokenWords({ ...none, streamed: true })).toBe('none');
  expect(firstTokenWords({ ...none, streamed: false })).toBe('not streamed');
});
