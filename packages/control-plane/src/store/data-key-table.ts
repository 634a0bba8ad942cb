import { sql } from 'kysely';
import type { DataKeyRow, Database } from './tables.ts';

export const dataKeyTable = {
  /** Oldest first. */
  async all(db: Database): Promise<DataKeyRow[]> {
    return db.selectFrom('dataKeys').selectAll().orderBy('createdAt').orderBy('id').execute();
  },

  async insert(db: Database, row: DataKeyRow): Promise<void> {
    await db.insertInto('dataKeys').values(row).execute();
  },

  async rewrap(db: Database, id: string, wrapped: string): Promise<void> {
    await db.updateTable('dataKeys').set({ wrapped }).where('id', '=', id).execute();
  },

  async delete(db: Database, id: string): Promise<void> {
    await db.deleteFrom('dataKeys').where('id', '=', id).execute();
  },

  /**
   * Whether anything in the database is sealed with this key. Every text is looked at, not a list of
   * columns that somebody might forget to lengthen: a key that goes too early takes credentials along.
   */
  async isUsed(db: Database, id: string): Promise<boolean> {
    const columns = await sql<{ tableName: string; columnName: string }>`
      select tables.name as table_name, columns.name as column_name
      from sqlite_schema as tables join pragma_table_info(tables.name) as columns
      where tables.type = 'table' and upper(columns.type) = 'TEXT'`.execute(db);
    const sealed = `v1.${id}.`;
    for (const { tableName, columnName } of columns.rows) {
      const found = await sql`select 1 from ${sql.table(tableName)}
        where instr(${sql.ref(columnName)}, ${sealed}) > 0 limit 1`.execute(db);
      if (found.rows.length > 0) return true;
    }
    return false;
  },
};
