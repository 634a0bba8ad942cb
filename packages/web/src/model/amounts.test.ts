import { describe, expect, it } from 'vitest';
import { costWords, dollars, duration, money, seconds, tokens } from './amounts.ts';

describe('amounts', () => {
  it('writes dollars with the figures that matter', () => {
    expect([30, 2, 2.5, 0.6, 0.285, 0.075, 0.1234, 10.25, 0, 45].map(dollars)).toEqual([
      '$30',
      '$2.00',
      '$2.50',
      '$0.60',
      '$0.285',
      '$0.075',
      '$0.123',
      '$10.25',
      '$0',
      '$45',
    ]);
  });

  it('writes what was spent to the cent', () => {
    expect([0, 0.004, 0.01, 1_234.5].map(money)).toEqual([
      '$0.00',
      'less than $0.01',
      '$0.01',
      '$1,234.50',
    ]);
  });

  it('writes times in the unit a person would', () => {
    expect([412, 9_999, 12_000].map(duration)).toEqual(['412 ms', '9,999 ms', '12 s']);
    expect([2_500, 10_000, 300_000].map(seconds)).toEqual(['2.5 s', '10 s', '5 min']);
  });

  it('writes windows short', () => {
    expect([128_000, 1_050_000, 8_192].map(tokens)).toEqual(['128K', '1.1M', '8.2K']);
  });
});

it.each([
  [null, 'not known'],
  [0, '$0'],
  [0.000_012_3, '$0.000012'],
  [0.0042, '$0.0042'],
  [0.25, '$0.25'],
])('tells a cost of %s as %s', (cost, words) => {
  expect(costWords(cost)).toBe(words);
});
