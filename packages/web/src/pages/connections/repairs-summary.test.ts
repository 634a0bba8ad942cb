import { expect, it } from 'vitest';
import type { Connection } from '@jackfield/control-plane/rest-types';
import { repairCount, repairsSummary } from './repairs-summary.ts';

function repaired(...counts: number[]): Connection['repairs'] {
  return counts.map((count) => ({ id: 'role', name: 'Role', words: 'Says who.', on: true, count }));
}

it.each([
  [[0, 0], 0, 'No turn needed a repair since the start.'],
  [[0, 0], 12, 'No turn needed a repair since the start.'],
  [[1, 0], 1, '1 repair was needed in the last turn.'],
  [[7, 120], 1_200, '2 repairs were needed in the last 1,200 turns.'],
])('says what was mended: %j of %i turns', (counts, turns, words) => {
  expect(repairsSummary({ repairs: repaired(...counts), turns })).toBe(words);
});

it('says how often a repair was needed', () => {
  expect([0, 1, 1_200].map(repairCount)).toEqual([
    'Not needed since the start',
    'Needed in 1 turn',
    'Needed in 1,200 turns',
  ]);
});
