import { expect, it } from 'vitest';
import { exampleUsage } from '../../model/example-usage.test-data.ts';
import { volumeUntil } from './series-of.ts';
import { changeWords, periodCostWords } from './usage-words.ts';

it.each([
  [{ costUsd: 1.25, unpricedAttempts: 0 }, '$1.25'],
  [{ costUsd: 0, unpricedAttempts: 0 }, '$0'],
  [{ costUsd: 1.25, unpricedAttempts: 2 }, 'at least $1.25'],
  [{ costUsd: 0, unpricedAttempts: 2 }, 'not known'],
])('tells what is known of a cost: %o', (usage, words) => {
  expect(periodCostWords(usage)).toBe(words);
});

it.each([
  [112, 100, '12% more than before'],
  [50, 100, '50% less than before'],
  [100, 100, 'as before'],
  [2_000, 100, '20 times as much as before'],
  [5, 0, null],
  [5, null, null],
])('compares %s with %s', (now, before, words) => {
  expect(changeWords(now, before)).toBe(words);
});

it('adds up only as much of the period before as has passed of this one, to the billionth', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 10, 24, hour)).toISOString();
  const item = { ...exampleUsage, turns: 1, promptTokens: 2, completionTokens: 3, costUsd: 0.1 };
  const items = [0, 1, 2, 3].map((hour) => ({ ...item, at: at(hour) }));
  expect(volumeUntil(items, Date.UTC(2026, 10, 24, 3))).toEqual({
    turns: 3,
    tokens: 15,
    costUsd: 0.3,
  });
});
