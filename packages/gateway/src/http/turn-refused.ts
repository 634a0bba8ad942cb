import { HttpError } from './http-error.ts';

/**
 * Why a turn of a known agent isn't begun: too many are under way, the event loop comes late, its budget is
 * spent, its key has made the requests a minute that it may.
 */
export type RefusalReason = 'full' | 'late' | 'budget' | 'key_limit';

/** How many, since the process started. */
export type RefusedTurns = Readonly<Record<RefusalReason, number>>;

export class TurnRefused extends HttpError {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, ...error: ConstructorParameters<typeof HttpError>) {
    super(...error);
    this.name = 'TurnRefused';
    this.reason = reason;
  }
}

export const noneRefused: RefusedTurns = { full: 0, late: 0, budget: 0, key_limit: 0 };

export function refusedOfBoth(one: RefusedTurns, other: RefusedTurns): RefusedTurns {
  return {
    full: one.full + other.full,
    late: one.late + other.late,
    budget: one.budget + other.budget,
    key_limit: one.key_limit + other.key_limit,
  };
}
