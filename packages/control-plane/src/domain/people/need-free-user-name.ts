import type { Database } from '../../store/tables.ts';
import { userTable } from '../../store/user-table.ts';
import { nameKey } from '../name-key.ts';
import { refuseField } from '../refuse-field.ts';

/** @throws ProblemError 409 `name_taken` or `email_taken` when a user other than `ownId` has it. */
export async function needFreeUserName(
  db: Database,
  name: string,
  email: string | null,
  ownId: string | null,
): Promise<void> {
  const named = await userTable.byNameKey(db, nameKey(name));
  if (named !== undefined && named.id !== ownId) {
    const message = `Somebody else is named "${name}" here. People sign in by their names, so choose another.`;
    throw refuseField('name', 'name_taken', message, 409);
  }
  if (email === null) return;
  const addressed = await userTable.byEmailKey(db, nameKey(email));
  if (addressed !== undefined && addressed.id !== ownId) {
    const message = `Another user, ${addressed.name}, has this e-mail address.`;
    throw refuseField('email', 'email_taken', message, 409);
  }
}
