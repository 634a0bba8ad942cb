import { expect, test } from 'vitest';
import { runIsolation } from './isolation/run-isolation.ts';
import { poisons } from './isolation/poisons.ts';

test('no byte of a turn reaches another’s caller or upstream, whatever one upstream sends', async () => {
  const result = await runIsolation({ turns: 3_000, seed: 1 });
  expect(result.findings).toEqual([]);
  expect(result.failedElsewhere).toEqual([]);
  expect([...result.poisons.keys()].toSorted()).toEqual(Object.keys(poisons).toSorted());
  expect(result.answered + result.failed + result.left).toBe(3_000);
  expect(Math.min(result.failed, result.left, result.byFallback)).toBeGreaterThan(100);
}, 120_000);
