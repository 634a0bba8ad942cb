import type { Database, UserRow } from '../../store/tables.ts';
import { userTable } from '../../store/user-table.ts';
import { notFound } from '../not-found.ts';

/** @throws ProblemError 404 */
export async function needUser(db: Database, id: string): Promise<UserRow> {
  const user = await userTable.byId(db, id);
  if (user === undefined) throw notFound('user', id, '/users');
  return user;
}
