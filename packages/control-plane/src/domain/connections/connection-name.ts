import { connectionTable } from '../../store/connection-table.ts';
import type { Database } from '../../store/tables.ts';
import { nameKey } from '../name-key.ts';
import { refuseField } from '../refuse-field.ts';

/** @throws ProblemError 409 `name_taken` when a connection other than `ownId` has the name. */
export async function needFreeName(
  db: Database,
  name: string,
  ownId: string | null,
): Promise<void> {
  const other = await connectionTable.byNameKey(db, nameKey(name));
  if (other === undefined || other.id === ownId) return;
  throw refuseField(
    'name',
    'name_taken',
    `Another connection is named "${name}". Choose another name.`,
    409,
  );
}
