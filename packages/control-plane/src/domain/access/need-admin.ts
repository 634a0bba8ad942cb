import { ProblemError } from '../../problem-error.ts';
import type { Actor } from './actor.ts';

const adminRole = 'admin';

/** @throws ProblemError 403 `admin_only`; `what` as in "An admin has to …". */
export function needAdmin(actor: Actor, what: string): void {
  if (actor.role === adminRole) return;
  throw new ProblemError(403, 'admin_only', `An admin has to ${what}. Ask one to do it.`);
}
