import type { Me } from '../../schemas/user.ts';
import { projectTable } from '../../store/project-table.ts';
import type { Database } from '../../store/tables.ts';
import { roleIn } from '../access/actor.ts';
import type { Actor } from '../access/actor.ts';

/** What whoever asks may know and do: the page shows what is possible from this alone. */
export async function toMe(db: Database, actor: Actor): Promise<Me> {
  const user = actor.by.kind === 'admin_token' ? null : actor.by.user;
  const projects = await projectTable.all(db);
  return {
    id: user?.id ?? null,
    name: user?.name ?? actor.name,
    email: user?.email ?? null,
    role: actor.role,
    hasPassword: user !== null && user.passwordHash !== '',
    singleSignOn: user !== null && user.ssoSubject !== null,
    projects: projects.flatMap(({ id, name }) => {
      const role = roleIn(actor, id);
      return role === null ? [] : [{ id, name, role }];
    }),
  };
}
