/** Failures in a row after which turns go elsewhere. */
const failuresMax = 5;
/** How long nothing is tried the first time, and at most, as each failure after it doubles it. */
const pauseMs = 5_000;
const pauseMsMax = 60_000;

export type CircuitState = 'closed' | 'open' | 'half_open';

/**
 * Keeps turns away from a model that fails while another can answer them. Opens after five failures
 * in a row; after a pause it is half open: a probe may find out whether the server lives again, and
 * the first turn after that decides.
 */
export class CircuitBreaker {
  #failures = 0;
  /** When a probe may be made; `null` while the circuit is closed. */
  #probeAt: number | null = null;
  #pauseMs = pauseMs;
  #probing = false;

  state(now: number): CircuitState {
    if (this.#probeAt === null) return 'closed';
    return now >= this.#probeAt ? 'half_open' : 'open';
  }

  /** Whether whoever asks is the one to probe now: one at a time. */
  beginProbe(now: number): boolean {
    if (this.#probing || this.state(now) !== 'half_open') return false;
    this.#probing = true;
    return true;
  }

  /** The probe is over. Where it was answered, turns may come again, and the first that fails opens the circuit anew. */
  probed(now: number, answered: boolean): void {
    this.#probing = false;
    // A turn that succeeded in the meantime said more.
    if (this.#probeAt === null) return;
    if (answered) {
      this.#failures = failuresMax - 1;
      this.#probeAt = null;
    } else this.failed(now);
  }

  succeeded(): void {
    this.#failures = 0;
    this.#pauseMs = pauseMs;
    this.#probeAt = null;
  }

  /** A turn failed. While the circuit is open, what was sent before says nothing new. */
  failed(now: number): void {
    this.#failures += 1;
    if (this.#failures < failuresMax || this.state(now) === 'open') return;
    this.#probeAt = now + this.#pauseMs;
    this.#pauseMs = Math.min(pauseMsMax, this.#pauseMs * 2);
  }
}
