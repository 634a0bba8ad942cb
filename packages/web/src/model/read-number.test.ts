import { expect, it } from 'vitest';
import { readNumber } from './read-number.ts';

const read = (text: string, whole: boolean, max = 10_000_000): number | string | null => {
  const errors = new Map<string, string>();
  const value = readNumber(text, { min: -2, max, whole }, 'field', errors);
  return errors.has('field') ? 'refused' : value;
};

it.each([
  ['', null],
  ['  ', null],
  ['4', 4],
  [' 4 ', 4],
  ['0.5', 0.5],
  ['.5', 0.5],
  ['1.000', 1],
  ['1e-7', 1e-7],
  ['-1.5', -1.5],
  // A decimal comma.
  ['0,5', 0.5],
  [',5', 0.5],
  ['1,5', 1.5],
  ['-1,5', -1.5],
  ['2,25', 2.25],
  ['1,2345', 1.2345],
  ['0,125', 0.125],
  ['-0,125', -0.125],
  // Thousands.
  ['1,000', 1_000],
  ['4,000', 4_000],
  ['1,000.50', 1_000.5],
  ['1,234,567', 1_234_567],
  ['1 000', 1_000],
  ['1\u{a0}000', 1_000],
  ['1\u{2009}234\u{2009}567', 1_234_567],
  ['1\u{202f}000', 1_000],
  ["1'000", 1_000],
  ['1’000.5', 1_000.5],
  // No number, or perhaps two.
  ['many', 'refused'],
  ['-1,000', 'refused'],
  ['1234,567', 'refused'],
  ['1,00,000', 'refused'],
  ['1,000,5', 'refused'],
  ['1 000,5', 'refused'],
  ['1,234 567', 'refused'],
  ['1.000,5', 'refused'],
  ['1.000.000', 'refused'],
  ['1 00', 'refused'],
  ['10000001', 'refused'],
  ['-3', 'refused'],
])('reads “%s” as %s', (text, value) => {
  expect(read(text, false)).toBe(value);
});

it.each([
  ['4000', 4_000],
  ['4,000', 4_000],
  ['4 000', 4_000],
  ['-1', -1],
  ['4.000', 'refused'],
  ['4,0', 'refused'],
  ['0,500', 'refused'],
  ['1.5', 'refused'],
  ['1,000.5', 'refused'],
  ['1e3', 'refused'],
])('reads “%s” as %s where only whole numbers are right', (text, value) => {
  expect(read(text, true)).toBe(value);
});

it('refuses a thousand where only a few are right', () => {
  expect(read('1,000', false, 2)).toBe('refused');
});
