import type { Deadlines } from '@jackfield/gateway-config';
import { ProviderError } from '../providers/provider-error.ts';
import type { Clock } from './clock.ts';

export type Stage = 'connecting' | 'awaiting_first_token' | 'answering' | 'awaiting_answer';

/**
 * Watches one attempt's deadlines with a single timer, re-armed when it fires instead of at every
 * token. `paused` time, in which the caller doesn't read, counts only against the whole turn.
 */
export class DeadlineWatch {
  readonly #deadlines: Deadlines;
  readonly #clock: Clock;
  readonly #onMissed: (error: ProviderError) => void;
  readonly #startedAt: number;
  readonly #endsAt: number;
  #connectingAt: number;
  #stage: Stage = 'connecting';
  #tokenAt: number;
  #paused = false;
  #cancel: () => void = () => undefined;

  /**
   * @param startedAt when the attempt began, images that it had to fetch included.
   * @param endsAt when the whole turn must be over. Both in the clock's milliseconds.
   */
  constructor(
    deadlines: Deadlines,
    clock: Clock,
    startedAt: number,
    endsAt: number,
    onMissed: (error: ProviderError) => void,
  ) {
    this.#deadlines = deadlines;
    this.#clock = clock;
    this.#onMissed = onMissed;
    this.#startedAt = startedAt;
    this.#connectingAt = startedAt;
    this.#tokenAt = startedAt;
    this.#endsAt = endsAt;
  }

  /** From now on a connection is waited for. */
  start(): void {
    this.#connectingAt = this.#clock.now();
    this.#arm();
  }

  enter(stage: Stage): void {
    this.#stage = stage;
    this.#tokenAt = this.#clock.now();
    // A later stage may have a nearer deadline than the one that is armed.
    this.#arm();
  }

  token(): void {
    this.#tokenAt = this.#clock.now();
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    this.#tokenAt = this.#clock.now();
    if (!paused) this.#arm();
  }

  stop(): void {
    this.#cancel();
  }

  #arm(): void {
    this.#cancel();
    const wait = Math.max(0, this.#dueAt() - this.#clock.now());
    this.#cancel = this.#clock.after(wait, () => this.#fire());
  }

  #fire(): void {
    if (this.#clock.now() < this.#dueAt()) this.#arm();
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
      case 'answering':
        return this.#paused ? Infinity : this.#tokenAt + this.#deadlines.gapMs;
      case 'awaiting_answer':
        return Infinity;
    }
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
      case 'awaiting_first_token':
      case 'awaiting_answer':
        return timeout(
          'upstream_first_token_timeout',
          `The model said nothing within ${this.#deadlines.firstTokenMs} ms.`,
        );
      case 'answering':
        return timeout(
          'upstream_stalled',
          `The model fell silent for ${this.#deadlines.gapMs} ms in the middle of its answer.`,
        );
    }
  }
}

function timeout(code: string, message: string, retryable = true): ProviderError {
  return new ProviderError('timeout', { message, code, retryable });
}
