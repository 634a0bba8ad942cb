import { connectionTable } from '../../store/connection-table.ts';
import type { ConnectionRow, Database } from '../../store/tables.ts';
import { sees } from '../access/actor.ts';
import type { Actor } from '../access/actor.ts';

/** The connections of the actor's projects, and the shared ones; by name. */
export async function visibleConnections(db: Database, actor: Actor): Promise<ConnectionRow[]> {
  const all = await connectionTable.all(db);
  return all.filter(({ shared, projectId }) => shared === 1 || sees(actor, projectId));
}
