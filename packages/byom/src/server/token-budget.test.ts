import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenBudget } from './token-budget.ts';

const words = (text: string): number => text.split(/\s+/).filter(Boolean).length;

test('gives as many whole tokens as there are, and says when they are spent', () => {
  const budget = new TokenBudget(4, words);
  expect(budget.take('one two ')).toEqual({ text: 'one two ', spent: false });
  expect(budget.take('three')).toEqual({ text: 'three', spent: false });
  expect(budget.take(' four five six')).toEqual({ text: ' four ', spent: true });
  expect(budget.take('seven')).toEqual({ text: '', spent: true });
});

test('is not spent by an answer that fits exactly', () => {
  expect(new TokenBudget(2, words).take('one two')).toEqual({ text: 'one two', spent: false });
});

test('never gives more than its tokens, nor half a character', () => {
  const characters = (text: string): number => Array.from(text).length;
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, max) => {
      const { text: given } = new TokenBudget(max, characters).take(text);
      expect(given).toBe(Array.from(text).slice(0, max).join(''));
    }),
  );
});
