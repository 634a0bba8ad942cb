import type { Actor } from '../access/actor.ts';
import { refuseField } from '../refuse-field.ts';

/** @throws ProblemError 403 for whoever is no admin: other projects come to rely on what is shared. */
export function needSharer(actor: Actor): void {
  if (actor.role === 'admin') return;
  const message = 'Only an admin can share a connection with every project.';
  throw refuseField('shared', 'role_missing', message, 403);
}
