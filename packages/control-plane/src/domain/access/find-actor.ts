import { apiTokenTable } from '../../store/api-token-table.ts';
import { projectMemberTable } from '../../store/project-member-table.ts';
import { sessionTable } from '../../store/session-table.ts';
import { scopes } from '../../schemas/api-token.ts';
import type { Scope } from '../../schemas/api-token.ts';
import type { Role } from '../../schemas/role.ts';
import type { Database } from '../../store/tables.ts';
import type { Actor } from './actor.ts';
import { lowerRole } from './role.ts';
import { tokenHash } from './token-hash.ts';

/** Every API token begins so, which lets scanners find a leaked one. */
export const apiTokenPrefix = 'jf_user_';

export const allScopes: ReadonlySet<Scope> = new Set(scopes);

/** Whose session it is; `null` when it has ended, or its user is disabled. */
export async function sessionActor(
  db: Database,
  sessionToken: string,
  now: number,
): Promise<Actor | null> {
  const sessionHash = tokenHash(sessionToken);
  const found = await sessionTable.user(db, sessionHash);
  if (found === undefined || found.expiresAt <= now || found.disabled === 1) return null;
  const { expiresAt: _expiresAt, ...user } = found;
  const role = roleOf(user.role);
  return {
    name: user.name,
    role,
    projects: await projectRoles(db, user.id, role),
    scopes: allScopes,
    by: { kind: 'session', user, sessionHash },
  };
}

/** Whose API token it is, with no more than its user may do now; `null` when it has ended. */
export async function apiTokenActor(
  db: Database,
  text: string,
  now: number,
): Promise<Actor | null> {
  if (!text.startsWith(apiTokenPrefix)) return null;
  const found = await apiTokenTable.userByHash(db, tokenHash(text));
  if (found === undefined) return null;
  const { token, user } = found;
  if (user.disabled === 1 || (token.expiresAt !== null && token.expiresAt <= now)) return null;
  const role = lowerRole(roleOf(token.role), roleOf(user.role));
  return {
    name: `${user.name} (token ${token.name})`,
    role,
    projects: await projectRoles(db, user.id, role),
    scopes: new Set(scopesOf(token.scopes)),
    by: { kind: 'api_token', user, token },
  };
}

/** In a project counts the lower of the role there and the one that is had everywhere. */
async function projectRoles(
  db: Database,
  userId: string,
  role: Role,
): Promise<ReadonlyMap<string, Role>> {
  const memberships = await projectMemberTable.ofUser(db, userId);
  return new Map(
    memberships.map((member) => [member.projectId, lowerRole(roleOf(member.role), role)]),
  );
}

/** The border writes nothing else into the column. */
export function roleOf(text: string): Role {
  return text as Role;
}

/** As above: only `JSON.stringify` of a checked list is ever stored. */
export function scopesOf(text: string): Scope[] {
  return JSON.parse(text) as Scope[];
}
