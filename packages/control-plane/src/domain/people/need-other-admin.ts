import { ProblemError } from '../../problem-error.ts';
import type { Database } from '../../store/tables.ts';
import { userTable } from '../../store/user-table.ts';

/**
 * Call it inside the change that would take an admin away, after it has been made.
 *
 * @throws ProblemError 409 `last_admin` when nobody would be left who could let anybody in.
 */
export async function needOtherAdmin(db: Database, hadAdmin: boolean): Promise<void> {
  if (!hadAdmin || (await userTable.activeAdmins(db)).length > 0) return;
  throw new ProblemError(
    409,
    'last_admin',
    'This is the last admin: nobody would be left to let people in. Make somebody else an admin first, and have them sign in.',
  );
}
