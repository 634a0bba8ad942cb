import type { ConnectionCheckRow, Database } from './tables.ts';

/** A kept check without its report. */
export type CheckSummaryRow = Omit<ConnectionCheckRow, 'report'>;

const summaryColumns = [
  'id',
  'connectionId',
  'number',
  'at',
  'depth',
  'ready',
  'headline',
  'fingerprint',
] as const;

export const connectionCheckTable = {
  /** Of one connection, or, without an id, of all: newest first. */
  async summaries(db: Database, connectionId: string | null = null): Promise<CheckSummaryRow[]> {
    let query = db.selectFrom('connectionChecks').select(summaryColumns);
    if (connectionId !== null) query = query.where('connectionId', '=', connectionId);
    return query.orderBy('connectionId').orderBy('number', 'desc').execute();
  },

  async byId(
    db: Database,
    connectionId: string,
    id: string,
  ): Promise<ConnectionCheckRow | undefined> {
    return db
      .selectFrom('connectionChecks')
      .selectAll()
      .where('connectionId', '=', connectionId)
      .where('id', '=', id)
      .executeTakeFirst();
  },

  async insert(db: Database, row: ConnectionCheckRow): Promise<void> {
    await db.insertInto('connectionChecks').values(row).execute();
  },

  async delete(db: Database, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await db.deleteFrom('connectionChecks').where('id', 'in', ids).execute();
  },
};
