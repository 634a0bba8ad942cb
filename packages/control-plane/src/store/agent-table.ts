import type { AgentRow, Database } from './tables.ts';

/** Where a list goes on: after the agent made then, with that id. */
export interface AgentCursor {
  readonly createdAt: number;
  readonly id: string;
}

const publishedColumns = ['id', 'projectId', 'slug', 'name', 'instructions', 'revision'] as const;
export type PublishedAgentRow = Pick<AgentRow, (typeof publishedColumns)[number]>;

export const agentTable = {
  async byId(db: Database, id: string): Promise<AgentRow | undefined> {
    return db.selectFrom('agents').selectAll().where('id', '=', id).executeTakeFirst();
  },

  /** What gateways are told of these agents, or, without ids, of all: no column more, as there may be 100,000. */
  async published(
    db: Database,
    ids: readonly string[] | null = null,
  ): Promise<PublishedAgentRow[]> {
    if (ids?.length === 0) return [];
    let query = db.selectFrom('agents').select(publishedColumns);
    if (ids !== null) query = query.where('id', 'in', ids);
    return query.execute();
  },

  /** In the order in which they were made; of these projects, or with `null` of all. */
  async page(
    db: Database,
    projectIds: readonly string[] | null,
    after: AgentCursor | null,
    limit: number,
  ): Promise<AgentRow[]> {
    let query = db.selectFrom('agents').selectAll();
    if (projectIds?.length === 0) return [];
    if (projectIds !== null) query = query.where('projectId', 'in', projectIds);
    if (after !== null) {
      query = query.where((where) =>
        where.or([
          where('createdAt', '>', after.createdAt),
          where.and([where('createdAt', '=', after.createdAt), where('id', '>', after.id)]),
        ]),
      );
    }
    return query.orderBy('createdAt').orderBy('id').limit(limit).execute();
  },

  /** The ids of the agents of these projects. */
  async idsIn(db: Database, projectIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (projectIds.length === 0) return new Set();
    const rows = await db
      .selectFrom('agents')
      .select('id')
      .where('projectId', 'in', projectIds)
      .execute();
    return new Set(rows.map(({ id }) => id));
  },

  async slugTaken(db: Database, slug: string): Promise<boolean> {
    const row = await db
      .selectFrom('agents')
      .select('id')
      .where('slug', '=', slug)
      .executeTakeFirst();
    return row !== undefined;
  },

  async insert(db: Database, row: AgentRow): Promise<void> {
    await db.insertInto('agents').values(row).execute();
  },

  async update(db: Database, id: string, change: Partial<Omit<AgentRow, 'id'>>): Promise<void> {
    await db.updateTable('agents').set(change).where('id', '=', id).execute();
  },

  /** With its settings and keys. */
  async delete(db: Database, id: string): Promise<void> {
    await db.deleteFrom('agents').where('id', '=', id).execute();
  },
};
