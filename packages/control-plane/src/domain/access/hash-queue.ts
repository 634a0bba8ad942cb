import { ProblemError } from '../../problem-error.ts';

const runningMax = 2;
const waitingMax = 32;

/** Runs two hashes at once and lets 32 wait in their order, because each takes 19 MB while it runs. */
export class HashQueue {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @throws ProblemError 429 `sign_in_busy` when too many wait already. */
  async run<Result>(hash: () => Promise<Result>): Promise<Result> {
    if (this.#running < runningMax) this.#running += 1;
    else if (this.#waiting.length < waitingMax) {
      await new Promise<void>((start) => this.#waiting.push(start));
    } else throw busy();
    try {
      return await hash();
    } finally {
      // Whoever waited longest takes the place over, so that nobody slips in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}

function busy(): ProblemError {
  return new ProblemError(
    429,
    'sign_in_busy',
    'Too many people are signing in at this moment, so this password was not looked at. Try again in a second.',
    { headers: { 'retry-after': '1' } },
  );
}
