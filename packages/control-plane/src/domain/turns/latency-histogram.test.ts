import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addLatencies,
  addLatency,
  bucketOf,
  durationOf,
  latencyText,
  noLatencies,
  percentiles,
  type LatencyCounts,
} from './latency-histogram.ts';

const durations = fc.array(fc.integer({ min: 0, max: 3_600_000 }), {
  minLength: 1,
  maxLength: 500,
});

function counted(measured: readonly number[]): LatencyCounts {
  const counts = noLatencies();
  for (const ms of measured) addLatency(counts, ms);
  return counts;
}

it('tells a duration to within 3.2 %, and exactly up to 31 ms', () => {
  for (let ms = 0; ms < 32; ms += 1) expect(durationOf(bucketOf(ms))).toBe(ms);
  fc.assert(
    fc.property(fc.integer({ min: 32, max: 3_600_000 }), (ms) => {
      expect(Math.abs(durationOf(bucketOf(ms)) - ms) / ms).toBeLessThan(0.032);
      expect(bucketOf(ms + 1)).toBeGreaterThanOrEqual(bucketOf(ms));
    }),
  );
});

it('gives the percentile of all that was measured, however it was divided', () => {
  fc.assert(
    fc.property(durations, durations, fc.constantFrom(0.5, 0.95, 0.99), (some, others, share) => {
      const counts = noLatencies();
      addLatencies(counts, latencyText(counted(some)) + latencyText(counted(others)));
      const sorted = [...some, ...others].toSorted((left, right) => left - right);
      const exact = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
      const [told] = percentiles(counts, [share]);
      expect(told).toBe(durationOf(bucketOf(exact)));
    }),
  );
});

it('knows no percentile of nothing', () => {
  expect(percentiles(noLatencies(), [0.5, 0.99])).toEqual([null, null]);
});
