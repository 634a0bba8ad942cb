import type { Deadlines } from '@jackfield/gateway-config';
import { ProviderError } from '../providers/provider-error.ts';
import type { Clock } from './clock.ts';

export type Stage =
  | 'connecting'
  | 'awaiting_first_token'
  | 'awaiting_first_sentence'
  | 'answering'
  | 'awaiting_end'
  | 'awaiting_answer';

/** How long an answer that has its finish reasons waits for what may come behind them, such as its usage. */
const endMs = 1_000;

/**
 * Watches one attempt's deadlines with a single timer, set anew when it fires instead of at every
 * token, and before that only for what is due sooner. `paused` time, in which the caller doesn't read,
 * counts only against the whole turn.
 */
export class DeadlineWatch {
  readonly #deadlines: Deadlines;
  readonly #clock: Clock;
  readonly #onMissed: (error: ProviderError) => void;
  readonly #startedAt: number;
  readonly #endsAt: number;
  readonly #answersBy: number;
  #connectingAt: number;
  #stage: Stage = 'connecting';
  #tokenAt: number;
  #paused = false;
  /** When the timer fires. */
  #firesAt = Infinity;
  #cancel: () => void = () => undefined;

  /**
   * @param times in the clock's milliseconds: when the attempt began, images that it had to fetch
   * included; when the whole turn must be over; when an answer that comes whole must be there.
   */
  constructor(
    deadlines: Deadlines,
    clock: Clock,
    times: Readonly<Record<'startedAt' | 'endsAt' | 'answersBy', number>>,
    onMissed: (error: ProviderError) => void,
  ) {
    this.#deadlines = deadlines;
    this.#clock = clock;
    this.#onMissed = onMissed;
    this.#startedAt = times.startedAt;
    this.#connectingAt = times.startedAt;
    this.#tokenAt = times.startedAt;
    this.#endsAt = times.endsAt;
    this.#answersBy = times.answersBy;
  }

  /** From now on a connection is waited for, unless there was one to be had at once. */
  start(): void {
    if (this.#stage !== 'connecting') return;
    this.#connectingAt = this.#clock.now();
    this.#arm(this.#connectingAt);
  }

  /** The connection that was had is none: another is waited for. */
  reconnect(): void {
    this.#stage = 'connecting';
    this.start();
  }

  enter(stage: Stage): void {
    // What waited for a connection would fire soon, and most likely for nothing.
    if (this.#stage === 'connecting') this.stop();
    this.#stage = stage;
    this.#tokenAt = this.#clock.now();
    this.#arm(this.#tokenAt);
  }

  token(): void {
    this.#tokenAt = this.#clock.now();
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    this.#tokenAt = this.#clock.now();
    if (!paused) this.#arm(this.#tokenAt);
  }

  stop(): void {
    this.#cancel();
    this.#firesAt = Infinity;
  }

  #arm(now: number): void {
    const dueAt = this.#dueAt();
    if (dueAt >= this.#firesAt) return;
    this.#cancel();
    this.#firesAt = dueAt;
    this.#cancel = this.#clock.after(Math.max(0, dueAt - now), () => this.#fire());
  }

  #fire(): void {
    const now = this.#clock.now();
    this.#firesAt = Infinity;
    if (now < this.#dueAt()) this.#arm(now);
    else this.#onMissed(this.#missed());
  }

  #dueAt(): number {
    return Math.min(this.#stageDueAt(), this.#endsAt);
  }

  #stageDueAt(): number {
    switch (this.#stage) {
      case 'connecting':
        return this.#connectingAt + this.#deadlines.connectMs;
      case 'awaiting_first_token':
        return this.#startedAt + this.#deadlines.firstTokenMs;
      case 'awaiting_first_sentence':
        return Math.min(this.#gapDueAt(), this.#sentenceDueAt());
      case 'answering':
        return this.#gapDueAt();
      case 'awaiting_end':
        return this.#paused ? Infinity : this.#tokenAt + endMs;
      case 'awaiting_answer':
        return this.#answersBy;
    }
  }

  #gapDueAt(): number {
    return this.#paused ? Infinity : this.#tokenAt + this.#deadlines.gapMs;
  }

  #sentenceDueAt(): number {
    const { firstSentenceMs } = this.#deadlines;
    return firstSentenceMs === null || this.#paused ? Infinity : this.#startedAt + firstSentenceMs;
  }

  #missed(): ProviderError {
    const now = this.#clock.now();
    if (now >= this.#endsAt) {
      return timeout('turn_timeout', 'The turn took longer than its deadline allows.', false);
    }
    switch (this.#stage) {
      case 'connecting':
        return timeout(
          'upstream_connect_timeout',
          `No connection to the model’s server within ${this.#deadlines.connectMs} ms.`,
        );
      case 'awaiting_answer':
        return timeout(
          'upstream_answer_timeout',
          `The model had no whole answer within ${this.#answersBy - this.#startedAt} ms.`,
        );
      case 'awaiting_first_token':
        return timeout(
          'upstream_first_token_timeout',
          `The model said nothing within ${this.#deadlines.firstTokenMs} ms.`,
        );
      case 'awaiting_first_sentence':
        if (now < this.#gapDueAt()) {
          return timeout(
            'upstream_first_sentence_timeout',
            `The model had no whole sentence within ${this.#deadlines.firstSentenceMs} ms.`,
          );
        }
        return this.#stalled();
      case 'answering':
      case 'awaiting_end':
        return this.#stalled();
    }
  }

  #stalled(): ProviderError {
    return timeout(
      'upstream_stalled',
      `The model fell silent for ${this.#deadlines.gapMs} ms in the middle of its answer.`,
    );
  }
}

function timeout(code: string, message: string, retryable = true): ProviderError {
  return new ProviderError('timeout', { message, code, retryable });
}
