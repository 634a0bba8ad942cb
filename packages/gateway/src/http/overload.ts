import { HttpError } from './http-error.ts';

/** Later than this, twice in a row, no new turn is taken: those that run need what time there is. */
const lateMsMax = 500;

/** What a process carries, and what it would not. */
export interface GatewayLoad {
  /** Turns under way. */
  readonly turns: number;
  /** Refused since it started: as too many were under way, or as the event loop came late. */
  readonly refused: { readonly full: number; readonly late: number };
}

/**
 * Decides whether one more turn may begin. What is refused costs next to nothing, so that the turns
 * under way keep their pace however many more are asked for.
 */
export class Overload {
  readonly #turnsMax: number;
  #turns = 0;
  #refused = { full: 0, late: 0 };
  /** How often in a row the event loop came late. */
  #late = 0;

  constructor(turnsMax: number) {
    this.#turnsMax = turnsMax;
  }

  /** Counts one more turn; the function it gives says that it is over. @throws HttpError 503 `overloaded` */
  admit(): () => void {
    if (this.#turns >= this.#turnsMax) {
      this.#refused.full += 1;
      throw overloaded(`${this.#turnsMax} turns are under way here, the most it may have at once.`);
    }
    if (this.#late >= 2) {
      this.#refused.late += 1;
      throw overloaded('This gateway has more to do than it can keep up with.');
    }
    this.#turns += 1;
    return () => (this.#turns -= 1);
  }

  /** Whether there is no room for what can wait: half of the turns it may have, or one late look, is enough. */
  get isBusy(): boolean {
    return this.#turns >= this.#turnsMax / 2 || this.#late > 0;
  }

  get load(): GatewayLoad {
    return { turns: this.#turns, refused: { ...this.#refused } };
  }

  /** How late the event loop came, told about twice a second. One pause, as of a sleeping machine, is none. */
  sample(lateMs: number): void {
    this.#late = lateMs > lateMsMax ? this.#late + 1 : 0;
  }
}

function overloaded(why: string): HttpError {
  return new HttpError(503, 'overloaded', `${why} Try again in a second.`, null, 1_000);
}
