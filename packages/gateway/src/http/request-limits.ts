import type { AgentKeyConfig } from '@jackfield/gateway-config';
import { HttpError } from './http-error.ts';

const minuteMs = 60_000;

/**
 * Holds each agent key to its requests a minute. A key has room for a minute's worth at once, which
 * fills again evenly, so that a burst after a silence passes and a steady flood doesn't. What is
 * refused uses nothing up. Costs a look into a map; each gateway process counts for itself.
 */
export class RequestLimits {
  /** By key id: when its room will be full again (GCRA's theoretical arrival time). */
  readonly #fullAt = new Map<string, number>();

  /** @throws HttpError 429 `rate_limit_exceeded`, saying when to come again */
  take({ id, requestsPerMinute }: AgentKeyConfig, now: number): void {
    if (requestsPerMinute === null) return;
    const requestMs = minuteMs / requestsPerMinute;
    // No room is ever more than a minute from full; a clock that was put back would say so.
    const fullAt = Math.min(Math.max(this.#fullAt.get(id) ?? now, now), now + minuteMs);
    const waitMs = fullAt + requestMs - (now + minuteMs);
    // Sums of fractions of a millisecond: what is less than one is none.
    const refused = waitMs >= 1;
    this.#fullAt.set(id, refused ? fullAt : fullAt + requestMs);
    if (refused) throw refusal(requestsPerMinute, waitMs);
  }

  /** Forgets the keys whose room is full again, and with them, within a minute, those that are no more. */
  forgetFull(now: number): void {
    for (const [id, fullAt] of this.#fullAt) if (fullAt <= now) this.#fullAt.delete(id);
  }
}

function refusal(requestsPerMinute: number, waitMs: number): HttpError {
  const seconds = Math.ceil(waitMs / 1_000);
  const requests = requestsPerMinute === 1 ? 'one request' : `${requestsPerMinute} requests`;
  return new HttpError(
    429,
    'rate_limit_exceeded',
    `This agent key may make ${requests} a minute. Try again in ${seconds} s, or use a key with a higher limit: Agent Settings → Keys in Jackfield.`,
    null,
    waitMs,
  );
}
