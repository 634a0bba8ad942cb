import type { AgentKeyRow, Database } from './tables.ts';

export const agentKeyTable = {
  async ofAgent(db: Database, agentId: string): Promise<AgentKeyRow[]> {
    return db
      .selectFrom('agentKeys')
      .selectAll()
      .where('agentId', '=', agentId)
      .orderBy('createdAt')
      .orderBy('id')
      .execute();
  },

  /** Of these agents, or, without ids, of all. */
  async all(db: Database, agentIds: readonly string[] | null = null): Promise<AgentKeyRow[]> {
    let query = db.selectFrom('agentKeys').selectAll();
    if (agentIds?.length === 0) return [];
    if (agentIds !== null) query = query.where('agentId', 'in', agentIds);
    return query.orderBy('createdAt').orderBy('id').execute();
  },

  async insert(db: Database, row: AgentKeyRow): Promise<void> {
    await db.insertInto('agentKeys').values(row).execute();
  },

  /** When it was last seen in use; an earlier time than the one there is changes nothing. */
  async used(db: Database, id: string, at: number): Promise<void> {
    await db
      .updateTable('agentKeys')
      .set({ lastUsedAt: at })
      .where('id', '=', id)
      .where((where) => where.or([where('lastUsedAt', 'is', null), where('lastUsedAt', '<', at)]))
      .execute();
  },

  async delete(db: Database, id: string): Promise<void> {
    await db.deleteFrom('agentKeys').where('id', '=', id).execute();
  },
};
