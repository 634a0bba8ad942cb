import type { AgentCaptureRow, Database } from './tables.ts';

export const agentCaptureTable = {
  async byAgent(db: Database, agentId: string): Promise<AgentCaptureRow | undefined> {
    return db
      .selectFrom('agentCaptures')
      .selectAll()
      .where('agentId', '=', agentId)
      .executeTakeFirst();
  },

  /** Of these agents, or of all. */
  async all(db: Database, agentIds: readonly string[] | null = null): Promise<AgentCaptureRow[]> {
    let query = db.selectFrom('agentCaptures').selectAll();
    if (agentIds !== null) query = query.where('agentId', 'in', agentIds);
    return query.execute();
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
