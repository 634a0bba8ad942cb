import { projectTable } from '../../store/project-table.ts';
import type { Database } from '../../store/tables.ts';
import { nameKey } from '../name-key.ts';
import { refuseField } from '../refuse-field.ts';

/** @throws ProblemError 409 `name_taken` when a project other than `ownId` has the name. */
export async function needFreeProjectName(
  db: Database,
  name: string,
  ownId: string | null,
): Promise<void> {
  const other = await projectTable.byNameKey(db, nameKey(name));
  if (other === undefined || other.id === ownId) return;
  const message = `Another project is named "${other.name}". Choose another name.`;
  throw refuseField('name', 'name_taken', message, 409);
}
