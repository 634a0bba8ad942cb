import { connectionTable } from '../../store/connection-table.ts';
import type { Database } from '../../store/tables.ts';
import { refuseField } from '../refuse-field.ts';

/** A name as it is compared: neither case nor the way a letter is composed sets two apart. */
export function connectionNameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** @throws ProblemError 409 `name_taken` when a connection other than `ownId` has the name. */
export async function needFreeName(
  db: Database,
  name: string,
  ownId: string | null,
): Promise<void> {
  const other = await connectionTable.byNameKey(db, connectionNameKey(name));
  if (other === undefined || other.id === ownId) return;
  throw refuseField(
    'name',
    'name_taken',
    `Another connection is named "${other.name}". Choose another name.`,
    409,
  );
}
