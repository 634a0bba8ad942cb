import { ProblemError } from '../../problem-error.ts';

const waitingMax = 32;

/** Runs one hash at a time and lets 32 wait in their order, because each takes 46 MB while it runs. */
export class HashQueue {
  readonly #waiting: (() => void)[] = [];
  #running = false;

  /** @throws ProblemError 429 `sign_in_busy` when too many wait already. */
  async run<Result>(hash: () => Promise<Result>): Promise<Result> {
    if (this.#running) {
      if (this.#waiting.length >= waitingMax) throw busy();
      await new Promise<void>((start) => this.#waiting.push(start));
    }
    this.#running = true;
    try {
      return await hash();
    } finally {
      // Whoever waited longest takes the place over, so that nobody slips in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running = false;
      else next();
    }
  }
}

function busy(): ProblemError {
  return new ProblemError(
    429,
    'sign_in_busy',
    'Too many people are signing in at this moment, so this password was not looked at. Try again in a few seconds.',
    { headers: { 'retry-after': '2' } },
  );
}
