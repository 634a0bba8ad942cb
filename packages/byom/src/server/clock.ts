/** Time, passed in so that tests can hold it. */
export interface Clock {
  /** Milliseconds, growing. */
  now(): number;
  /** Calls back after `ms`; the function it gives cancels. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
