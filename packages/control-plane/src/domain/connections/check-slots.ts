import { ProblemError } from '../../problem-error.ts';

const perActorMax = 2;
const inAllMax = 4;
/** A run takes seconds rather than minutes. */
const retryAfterSeconds = 5;

/** Lets two checks run at once for an actor, and four in all: each may send dozens of requests. */
export class CheckSlots {
  readonly #running = new Map<string, number>();
  #inAll = 0;

  /**
   * Takes a place and gives what frees it, once.
   *
   * @throws ProblemError 429 `too_many_checks`
   */
  take(actor: string): () => void {
    const own = this.#running.get(actor) ?? 0;
    if (own >= perActorMax || this.#inAll >= inAllMax) {
      throw new ProblemError(
        429,
        'too_many_checks',
        own >= perActorMax
          ? `${perActorMax} checks of yours are running already. Wait for one to end, or stop it, then try again.`
          : `${inAllMax} checks are running already. Wait for one to end, then try again.`,
        { headers: { 'retry-after': String(retryAfterSeconds) } },
      );
    }
    this.#running.set(actor, own + 1);
    this.#inAll += 1;
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      this.#inAll -= 1;
      const left = (this.#running.get(actor) ?? 1) - 1;
      if (left === 0) this.#running.delete(actor);
      else this.#running.set(actor, left);
    };
  }
}
