import type { ConfigChangeRow, Database } from './tables.ts';

/** Who is further behind than this reads everything. */
const keptVersions = 5_000;

/** What each version of the configuration changed. */
export const configChangeTable = {
  /** Those after `version`, oldest first. */
  async since(db: Database, version: number): Promise<ConfigChangeRow[]> {
    return db
      .selectFrom('configChanges')
      .selectAll()
      .where('version', '>', version)
      .orderBy('version')
      .execute();
  },

  async insert(db: Database, row: ConfigChangeRow): Promise<void> {
    await db.insertInto('configChanges').values(row).execute();
    await db
      .deleteFrom('configChanges')
      .where('version', '<=', row.version - keptVersions)
      .execute();
  },
};
