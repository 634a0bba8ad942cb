import type { AgentKeyRow, Database } from './tables.ts';

const publishedColumns = ['id', 'agentId', 'hash', 'expiresAt', 'requestsPerMinute'] as const;
export type PublishedKeyRow = Pick<AgentKeyRow, (typeof publishedColumns)[number]>;

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

  /** What gateways are told of the keys of these agents, or, without ids, of all; in no order. */
  async published(
    db: Database,
    agentIds: readonly string[] | null = null,
  ): Promise<PublishedKeyRow[]> {
    if (agentIds?.length === 0) return [];
    let query = db.selectFrom('agentKeys').select(publishedColumns);
    if (agentIds !== null) query = query.where('agentId', 'in', agentIds);
    return query.execute();
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
