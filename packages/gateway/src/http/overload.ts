import { noneRefused, TurnRefused, type RefusedTurns } from './turn-refused.ts';
import type { LoopSample } from './watch-event-loop.ts';

/** Later than this, twice in a row, no new turn is taken: those that run need what time there is. */
const lateMsMax = 500;
/** Who can't keep up has work all the time. */
const busyMin = 0.8;

/** What a process carries, and what it would not. */
export interface GatewayLoad {
  /** Turns under way. */
  readonly turns: number;
  readonly refused: RefusedTurns;
}

/**
 * Decides whether one more turn may begin. What is refused costs next to nothing, so that the turns
 * under way keep their pace however many more are asked for.
 */
export class Overload {
  readonly #turnsMax: number;
  #turns = 0;
  #refused = noneRefused;
  /** How often in a row the event loop came late. */
  #late = 0;

  constructor(turnsMax: number) {
    this.#turnsMax = turnsMax;
  }

  /** Counts one more turn; the function it gives says that it is over. @throws TurnRefused 503 `overloaded` */
  admit(): () => void {
    if (this.#turns >= this.#turnsMax) {
      const why = `${this.#turnsMax} turns are under way here, the most it may have at once.`;
      throw overloaded('full', why);
    }
    if (this.#late >= 2) {
      throw overloaded('late', 'This gateway has more to do than it can keep up with.');
    }
    this.#turns += 1;
    return () => (this.#turns -= 1);
  }

  /** Whether there is no room for what can wait: half of the turns it may have, or one late look, is enough. */
  get isBusy(): boolean {
    return this.#turns >= this.#turnsMax / 2 || this.#late > 0;
  }

  get load(): GatewayLoad {
    return { turns: this.#turns, refused: this.#refused };
  }

  /** Counts a turn that was not begun, by whomever it was refused. */
  countRefused({ reason }: TurnRefused): void {
    this.#refused = { ...this.#refused, [reason]: this.#refused[reason] + 1 };
  }

  /**
   * How the event loop did, told about twice a second. One pause, as of a sleeping machine, is none; nor is
   * one that came late with little to do: others kept it from running, and refusing turns would win no time.
   */
  sample({ lateMs, busy }: LoopSample): void {
    this.#late = lateMs > lateMsMax && busy > busyMin ? this.#late + 1 : 0;
  }
}

function overloaded(reason: 'full' | 'late', why: string): TurnRefused {
  const message = `${why} Try again in a second.`;
  return new TurnRefused(reason, 503, 'overloaded', message, null, 1_000);
}
