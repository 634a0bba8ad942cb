import { ProblemError } from '../../problem-error.ts';
import type { Actor, ActorBy } from '../access/actor.ts';

/** @throws ProblemError 403 for the bootstrap admin token, which has no account. */
export function needAccount(actor: Actor): Exclude<ActorBy, { kind: 'admin_token' }> {
  if (actor.by.kind !== 'admin_token') return actor.by;
  throw new ProblemError(
    403,
    'account_needed',
    'The bootstrap admin token belongs to nobody, so it has no account to change. Sign in as a user, or use a user’s API token.',
  );
}

/**
 * Only who has signed in changes their account: a token that leaked can't.
 *
 * @throws ProblemError 403
 */
export function needOwnSession(actor: Actor): Extract<ActorBy, { kind: 'session' }> {
  const by = needAccount(actor);
  if (by.kind === 'session') return by;
  throw new ProblemError(
    403,
    'session_needed',
    'An API token can’t do this to its owner’s account. Sign in on the page.',
  );
}
