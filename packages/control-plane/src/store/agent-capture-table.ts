import type { AgentCaptureRow, Database } from './tables.ts';

export const agentCaptureTable = {
  async byAgent(db: Database, agentId: string): Promise<AgentCaptureRow | undefined> {
    return db
      .selectFrom('agentCaptures')
      .selectAll()
      .where('agentId', '=', agentId)
      .executeTakeFirst();
  },

  async all(db: Database): Promise<AgentCaptureRow[]> {
    return db.selectFrom('agentCaptures').selectAll().execute();
  },

  async save(db: Database, row: AgentCaptureRow): Promise<void> {
    const { agentId: _agentId, ...rest } = row;
    await db
      .insertInto('agentCaptures')
      .values(row)
      .onConflict((conflict) => conflict.column('agentId').doUpdateSet(rest))
      .execute();
  },
};
