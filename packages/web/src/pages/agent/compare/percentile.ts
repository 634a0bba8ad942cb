/**
 * The smallest of the values that so many of them don't exceed (nearest rank), which is one of those
 * measured; `null` of none. `share` is above 0, and at most 1.
 */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? null;
}
