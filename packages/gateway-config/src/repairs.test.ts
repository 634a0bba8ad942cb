import { expect, test } from 'vitest';
import { repairIds, repairs } from './repairs.ts';

test('keep the ids that connections and records have stored', () => {
  expect(repairIds).toEqual([
    'developer-as-system',
    'refused-fields',
    'role',
    'finish-reason',
    'missing-finish-reason',
    'tool-calls',
    'envelope',
    'usage',
  ]);
});

test('are off where they could hide a fault, or where most endpoints need none', () => {
  const off = repairs.filter(({ onByDefault }) => !onByDefault).map(({ id }) => id);
  expect(off).toEqual(['developer-as-system', 'missing-finish-reason']);
});

test.each(repairs)('$id is told in one sentence', ({ words }) => {
  expect(words).toMatch(/^[A-Z][^.!]*\.$/);
});
