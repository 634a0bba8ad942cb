import type { ControlPlaneOptions } from '../src/options.ts';

const second = 1_000;
/** The control plane's loops that wait for it: alerts, deliveries, budgets and bake-offs. */
const ownLoops = 4;

/** Time that passes when told, and what waits for it. */
export class HandTime {
  now: number;
  #timers: { at: number; work: () => void }[] = [];
  readonly #loops: number;

  /** @param moreLoops how many others are turned on, such as checking connections again */
  constructor(now: number, moreLoops = 0) {
    this.now = now;
    this.#loops = ownLoops + moreLoops;
  }

  options(): Partial<ControlPlaneOptions> {
    return {
      clock: () => this.now,
      after: (ms, work) => {
        const timer = { at: this.now + ms, work };
        this.#timers.push(timer);
        return () => (this.#timers = this.#timers.filter((one) => one !== timer));
      },
    };
  }

  /** What was due meanwhile has happened when it resolves, and what that led to. */
  async pass(ms: number): Promise<void> {
    // Twice five seconds more: what one loop announces, the other sends at its next look.
    for (const step of [ms, 5 * second, 5 * second]) {
      await this.#settled();
      this.now += step;
      for (;;) {
        const due = this.#timers.find(({ at }) => at <= this.now);
        if (due === undefined) break;
        this.#timers = this.#timers.filter((one) => one !== due);
        due.work();
        await this.#settled();
      }
    }
  }

  /** Each loop arms its timer again once it is done, however long that really takes. */
  async #settled(): Promise<void> {
    while (this.#timers.length < this.#loops) await new Promise((resolve) => setImmediate(resolve));
  }
}
