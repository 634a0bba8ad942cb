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

  /** The current revision of every agent that has one. */
  async allCurrent(db: Database): Promise<ModelSettingRow[]> {
    return db
      .selectFrom('modelSettings')
      .innerJoin('agents', (join) =>
        join
          .onRef('agents.id', '=', 'modelSettings.agentId')
          .onRef('agents.revision', '=', 'modelSettings.revision'),
      )
      .selectAll('modelSettings')
      .execute();
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
