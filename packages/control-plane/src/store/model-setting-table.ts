import type { Database, ModelSettingRow } from './tables.ts';

/** Rows are only ever added: a revision, once saved, stays as it is. */
export const modelSettingTable = {
  async revision(
    db: Database,
    agentId: string,
    revision: number,
  ): Promise<ModelSettingRow | undefined> {
    return db
      .selectFrom('modelSettings')
      .selectAll()
      .where('agentId', '=', agentId)
      .where('revision', '=', revision)
      .executeTakeFirst();
  },

  /** The current setting of each of these agents that has one, or, without ids, of every agent. */
  async allCurrent(
    db: Database,
    agentIds: readonly string[] | null = null,
  ): Promise<Pick<ModelSettingRow, 'agentId' | 'setting'>[]> {
    if (agentIds?.length === 0) return [];
    let query = db
      .selectFrom('modelSettings')
      .innerJoin('agents', (join) =>
        join
          .onRef('agents.id', '=', 'modelSettings.agentId')
          .onRef('agents.revision', '=', 'modelSettings.revision'),
      )
      .select(['modelSettings.agentId', 'modelSettings.setting']);
    if (agentIds !== null) query = query.where('modelSettings.agentId', 'in', agentIds);
    return query.execute();
  },

  /** Newest first, those before `before`. */
  async page(
    db: Database,
    agentId: string,
    before: number | null,
    limit: number,
  ): Promise<ModelSettingRow[]> {
    let query = db.selectFrom('modelSettings').selectAll().where('agentId', '=', agentId);
    if (before !== null) query = query.where('revision', '<', before);
    return query.orderBy('revision', 'desc').limit(limit).execute();
  },

  async insert(db: Database, row: ModelSettingRow): Promise<void> {
    await db.insertInto('modelSettings').values(row).execute();
  },
};
