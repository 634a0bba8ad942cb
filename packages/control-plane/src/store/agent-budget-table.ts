import type { AgentBudgetRow, Database } from './tables.ts';

export const agentBudgetTable = {
  async byAgent(db: Database, agentId: string): Promise<AgentBudgetRow | undefined> {
    return db
      .selectFrom('agentBudgets')
      .selectAll()
      .where('agentId', '=', agentId)
      .executeTakeFirst();
  },

  /** Of these agents, or of all. */
  async all(db: Database, agentIds: readonly string[] | null = null): Promise<AgentBudgetRow[]> {
    let query = db.selectFrom('agentBudgets').selectAll();
    if (agentIds !== null) query = query.where('agentId', 'in', agentIds);
    return query.execute();
  },

  async save(db: Database, row: AgentBudgetRow): Promise<void> {
    const { agentId: _agentId, ...rest } = row;
    await db
      .insertInto('agentBudgets')
      .values(row)
      .onConflict((conflict) => conflict.column('agentId').doUpdateSet(rest))
      .execute();
  },

  async delete(db: Database, agentId: string): Promise<void> {
    await db.deleteFrom('agentBudgets').where('agentId', '=', agentId).execute();
  },
};
