import type { User } from '../../schemas/user.ts';
import { projectMemberTable } from '../../store/project-member-table.ts';
import type { Database, UserRow } from '../../store/tables.ts';
import { roleOf } from '../access/find-actor.ts';

/** What admins are shown of a user: nothing of the password. */
export async function toUser(db: Database, row: UserRow): Promise<User> {
  const memberships = await projectMemberTable.ofUser(db, row.id);
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: roleOf(row.role),
    state: stateOf(row),
    singleSignOn: row.ssoSubject !== null,
    projects: memberships.map(({ projectId, name, role }) => ({
      id: projectId,
      name,
      role: role === 'editor' ? 'editor' : 'viewer',
    })),
    createdAt: new Date(row.createdAt).toISOString(),
    signedInAt: row.signedInAt === null ? null : new Date(row.signedInAt).toISOString(),
  };
}

function stateOf(row: UserRow): User['state'] {
  if (row.disabled === 1) return 'disabled';
  return row.passwordHash === '' && row.ssoSubject === null ? 'invited' : 'active';
}
