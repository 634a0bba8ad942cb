import type { DataKeyRow, Database } from './tables.ts';

export const dataKeyTable = {
  /** Oldest first. */
  async all(db: Database): Promise<DataKeyRow[]> {
    return db.selectFrom('dataKeys').selectAll().orderBy('createdAt').orderBy('id').execute();
  },

  async insert(db: Database, row: DataKeyRow): Promise<void> {
    await db.insertInto('dataKeys').values(row).execute();
  },
};
