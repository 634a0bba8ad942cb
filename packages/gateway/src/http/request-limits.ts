import type { AgentKeyConfig } from '@jackfield/gateway-config';
import { TurnRefused } from './turn-refused.ts';

const minuteMs = 60_000;

/** Asks whoever counts for several processes; `null`: no answer came in time. */
export type AskRoom = (key: AgentKeyConfig, answer: (waitMs: number | null) => void) => void;

/**
 * Holds each agent key to its requests a minute. A key has room for a minute's worth at once, which
 * fills again evenly, so that a burst after a silence passes and a steady flood doesn't. What is
 * refused uses nothing up. Costs a look into a map; where `ask` is given, keys that have a limit are
 * counted there, and here only while no answer comes.
 */
export class RequestLimits {
  /** By key id: when its room will be full again (GCRA's theoretical arrival time). */
  readonly #fullAt = new Map<string, number>();
  readonly #ask: AskRoom | null;

  constructor(ask: AskRoom | null = null) {
    this.#ask = ask;
  }

  /** Tells `proceed`, at once unless somebody else is asked, the refusal (429) or that there was room. */
  admit(key: AgentKeyConfig, now: number, proceed: (refused: TurnRefused | null) => void): void {
    const { requestsPerMinute: limit } = key;
    if (limit === null) proceed(null);
    else if (this.#ask === null) proceed(refusal(limit, this.take(key, now)));
    else this.#ask(key, (waitMs) => proceed(refusal(limit, waitMs ?? this.take(key, now))));
  }

  /** Takes room for one request and gives 0, or takes none and gives in how many milliseconds there is some. */
  take({ id, requestsPerMinute }: AgentKeyConfig, now: number): number {
    if (requestsPerMinute === null) return 0;
    const requestMs = minuteMs / requestsPerMinute;
    // No room is ever more than a minute from full; a clock that was put back would say so.
    const fullAt = Math.min(Math.max(this.#fullAt.get(id) ?? now, now), now + minuteMs);
    const waitMs = fullAt + requestMs - (now + minuteMs);
    // Sums of fractions of a millisecond: what is less than one is none.
    const refused = waitMs >= 1;
    this.#fullAt.set(id, refused ? fullAt : fullAt + requestMs);
    return refused ? waitMs : 0;
  }

  /** Forgets the keys whose room is full again, and with them, within a minute, those that are no more. */
  forgetFull(now: number): void {
    for (const [id, fullAt] of this.#fullAt) if (fullAt <= now) this.#fullAt.delete(id);
  }
}

function refusal(requestsPerMinute: number, waitMs: number): TurnRefused | null {
  if (waitMs === 0) return null;
  const seconds = Math.ceil(waitMs / 1_000);
  const requests = requestsPerMinute === 1 ? 'one request' : `${requestsPerMinute} requests`;
  return new TurnRefused(
    'key_limit',
    429,
    'rate_limit_exceeded',
    `This agent key may make ${requests} a minute. Try again in ${seconds} s, or use a key with a higher limit: Agent Settings → Keys in Jackfield.`,
    null,
    waitMs,
  );
}
