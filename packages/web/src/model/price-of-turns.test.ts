import { expect, it } from 'vitest';
import { pricePerThousandTurns } from './price-of-turns.ts';

const price = {
  cachedInputPerMillion: null,
  cacheWritePerMillion: null,
  promptTokensMax: null,
  currency: 'USD',
  note: null,
} as const;

it('counts both ways at their own price', () => {
  expect(
    pricePerThousandTurns({ ...price, inputPerMillion: 0.15, outputPerMillion: 0.6 }),
  ).toBeCloseTo(0.285);
  expect(
    pricePerThousandTurns({ ...price, inputPerMillion: 30, outputPerMillion: 60 }),
  ).toBeCloseTo(51);
});
