import { sql } from 'kysely';
import { isPostgres } from '../store/is-postgres.ts';
import type { Database } from '../store/tables.ts';

export type Row = Readonly<Record<string, unknown>>;

/**
 * Every row of a table, `atOnce` at a time, with the columns' own names. Call it in a transaction, so
 * that all of it is of one moment.
 */
export function rowsOf(db: Database, table: string, atOnce: number): AsyncGenerator<Row[]> {
  const plain = db.withoutPlugins();
  return isPostgres(db) ? byCursor(plain, table, atOnce) : byRowId(plain, table, atOnce);
}

async function* byCursor(db: Database, table: string, atOnce: number): AsyncGenerator<Row[]> {
  await sql`declare every_row no scroll cursor for select * from ${sql.table(table)}`.execute(db);
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(atOnce)} from every_row`.execute(db);
    if (rows.length > 0) yield rows;
    if (rows.length < atOnce) break;
  }
  await sql`close every_row`.execute(db);
}

/** https://www.sqlite.org/rowidtable.html: none of our tables is without. */
async function* byRowId(db: Database, table: string, atOnce: number): AsyncGenerator<Row[]> {
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const { rows } = await sql<Row>`select rowid as "#", * from ${sql.table(table)}
      where rowid > ${after} order by rowid limit ${atOnce}`.execute(db);
    if (rows.length > 0) yield rows.map(({ '#': _rowid, ...row }) => row);
    if (rows.length < atOnce) break;
    after = Number(rows.at(-1)?.['#']);
  }
}
