import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ShareBudget } from './share-budget.ts';

test('never lets more be spent than its share of the turns and what was spare', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.array(fc.boolean(), { maxLength: 300 }),
      (spare, share, wishes) => {
        const budget = new ShareBudget(spare);
        let turns = 0;
        let spent = 0;
        for (const wish of wishes) {
          budget.earn(share);
          turns += 1;
          if (wish && budget.spend()) spent += 1;
          expect(spent).toBeLessThanOrEqual(share * turns + spare + 1e-6);
        }
      },
    ),
  );
});

test('lets a fifth of all turns spend, turn after turn', () => {
  const budget = new ShareBudget(3);
  let spent = 0;
  for (let turn = 0; turn < 1_000; turn += 1) {
    budget.earn(0.2);
    if (budget.spend()) spent += 1;
  }
  expect(spent).toBe(202);
});

test('saves nothing up beyond what is spare', () => {
  const budget = new ShareBudget(3);
  for (let turn = 0; turn < 1_000; turn += 1) budget.earn(0.2);
  expect([1, 2, 3, 4].map(() => budget.spend())).toEqual([true, true, true, false]);
});
