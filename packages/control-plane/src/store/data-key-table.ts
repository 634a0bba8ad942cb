import { sql } from 'kysely';
import { isPostgres } from './is-postgres.ts';
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
    const sealed = `v1.${id}.`;
    for (const { tableName, columnName } of await textColumns(db)) {
      const column = sql.ref(columnName);
      const at = isPostgres(db)
        ? sql`strpos(${column}, ${sealed})`
        : sql`instr(${column}, ${sealed})`;
      const found = await sql`select 1 from ${sql.table(tableName)}
        where ${at} > 0 limit 1`.execute(db);
      if (found.rows.length > 0) return true;
    }
    return false;
  },
};

async function textColumns(db: Database): Promise<{ tableName: string; columnName: string }[]> {
  const query = isPostgres(db)
    ? sql<{ tableName: string; columnName: string }>`
        select table_name, column_name from information_schema.columns
        where table_schema = current_schema() and data_type = 'text'`
    : sql<{ tableName: string; columnName: string }>`
        select tables.name as table_name, columns.name as column_name
        from sqlite_schema as tables join pragma_table_info(tables.name) as columns
        where tables.type = 'table' and upper(columns.type) = 'TEXT'`;
  return (await query.execute(db)).rows;
}
