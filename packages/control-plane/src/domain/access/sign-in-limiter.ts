const failuresMax = 10;
const windowMs = 60_000;
/** So that a flood from many addresses can't fill the memory. */
const addressesMax = 10_000;

interface Window {
  failures: number;
  readonly endsAt: number;
}

/** Lets an address fail ten times a minute. Attempts under way count, so that none slip through together. */
export class SignInLimiter {
  readonly #clock: () => number;
  readonly #windows = new Map<string, Window>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Begins an attempt: 0, or the seconds to wait before there may be one. */
  begin(address: string): number {
    const now = this.#clock();
    let window = this.#windows.get(address);
    if (window === undefined || window.endsAt <= now) {
      window = { failures: 0, endsAt: now + windowMs };
      this.#makeRoom(now);
      this.#windows.set(address, window);
    }
    if (window.failures >= failuresMax) return Math.ceil((window.endsAt - now) / 1_000);
    window.failures += 1;
    return 0;
  }

  /** The attempt no longer counts: its password was right, or was never looked at. */
  forget(address: string): void {
    const window = this.#windows.get(address);
    if (window !== undefined) window.failures -= 1;
  }

  #makeRoom(now: number): void {
    if (this.#windows.size < addressesMax) return;
    for (const [address, window] of this.#windows) {
      if (window.endsAt <= now) this.#windows.delete(address);
    }
    if (this.#windows.size >= addressesMax) this.#windows.clear();
  }
}
