const timesMax = 200;
/** Fewer say nothing about a model. */
const timesMin = 20;

/** The newest times of something, for its percentiles; bounded in memory. */
export class RecentTimes {
  readonly #times: number[] = [];
  #next = 0;

  add(ms: number): void {
    this.#times[this.#next] = ms;
    this.#next = (this.#next + 1) % timesMax;
  }

  /** Nearest rank, e.g. 0.95; `null` until enough were measured. */
  percentile(share: number): number | null {
    if (this.#times.length < timesMin) return null;
    const sorted = this.#times.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  }
}
