import type { Scope } from '../../schemas/api-token.ts';
import type { Role } from '../../schemas/role.ts';
import type { ApiTokenRow, UserRow } from '../../store/tables.ts';

/**
 * Who makes a request, and what they may do: read from the store for this one request, so that a
 * role, a membership or a session that is taken away is gone with the next one, in every process.
 */
export interface Actor {
  /** What the audit log writes down. */
  readonly name: string;
  /** The most it may do anywhere. */
  readonly role: Role;
  /** What it may do in each of its projects; of admins only `role` counts. */
  readonly projects: ReadonlyMap<string, Role>;
  readonly scopes: ReadonlySet<Scope>;
  readonly by: ActorBy;
}

export type ActorBy =
  | { readonly kind: 'admin_token' }
  | { readonly kind: 'session'; readonly user: UserRow; readonly sessionHash: string }
  | { readonly kind: 'api_token'; readonly user: UserRow; readonly token: ApiTokenRow };

/** What it may do in a project; `null` where it may not even know of it. */
export function roleIn(actor: Actor, projectId: string): Role | null {
  return actor.role === 'admin' ? 'admin' : (actor.projects.get(projectId) ?? null);
}

/** The projects whose things it sees; `null` for all of them. */
export function projectsOf(actor: Actor): readonly string[] | null {
  return actor.role === 'admin' ? null : [...actor.projects.keys()];
}

export function sees(actor: Actor, projectId: string): boolean {
  return roleIn(actor, projectId) !== null;
}
