import { connectionTable } from '../../store/connection-table.ts';
import type { ConnectionRow, Database } from '../../store/tables.ts';
import { notFound } from '../not-found.ts';

/** @throws ProblemError 404 */
export async function needConnection(db: Database, id: string): Promise<ConnectionRow> {
  const connection = await connectionTable.byId(db, id);
  if (connection === undefined) throw notFound('connection', id, '/connections');
  return connection;
}
