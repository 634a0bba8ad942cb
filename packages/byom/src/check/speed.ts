/** First token at most 300 ms, 800 ms, 2 s, or more: what a person on the phone notices. */
export type SpeedGrade = 'excellent' | 'good' | 'slow' | 'unfit_for_calls';

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
}

/** How fast an endpoint was, over `turns` streamed turns in a row; times in milliseconds. */
export interface Speed {
  readonly turns: number;
  /** TCP and, for https, TLS; `null` where no new connection was made. */
  readonly connectMs: number | null;
  readonly firstTokenMs: Percentiles;
  readonly firstSentenceMs: Percentiles | null;
  /** Deltas per second after the first, which most servers send one a token. */
  readonly tokensPerSecond: number | null;
  readonly grade: SpeedGrade;
}

export function speedGrade(firstTokenMs: number): SpeedGrade {
  if (firstTokenMs <= 300) return 'excellent';
  if (firstTokenMs <= 800) return 'good';
  return firstTokenMs <= 2_000 ? 'slow' : 'unfit_for_calls';
}

/** Nearest-rank percentiles; `null` of nothing. */
export function percentiles(values: readonly number[]): Percentiles | null {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number | undefined =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  const [p50, p95] = [at(0.5), at(0.95)];
  return p50 === undefined || p95 === undefined
    ? null
    : { p50: Math.round(p50), p95: Math.round(p95) };
}
