import { sql } from 'kysely';
import { isPostgres } from '../store/is-postgres.ts';
import type { Database } from '../store/tables.ts';

export interface TableShape {
  readonly name: string;
  readonly columns: number;
}

/** Every table there is, each after those that its rows refer to: read from the database, so none is forgotten. */
export async function tablesInOrder(db: Database): Promise<TableShape[]> {
  const postgres = isPostgres(db);
  const tables = await (postgres ? tablesOfPostgres : tablesOfSqlite).execute(db);
  const references = await (postgres ? referencesOfPostgres : referencesOfSqlite).execute(db);
  const left = new Map(tables.rows.map((table) => [table.name, table]));
  const ordered: TableShape[] = [];
  while (left.size > 0) {
    const ready = [...left.values()].filter(({ name }) =>
      references.rows.every(
        ({ child, parent }) => child !== name || parent === name || !left.has(parent),
      ),
    );
    if (ready.length === 0) throw new Error('The tables refer to each other in a circle.');
    for (const table of ready) left.delete(table.name);
    ordered.push(...ready);
  }
  return ordered;
}

interface Reference {
  readonly child: string;
  readonly parent: string;
}

/** Partitions belong to their table, which gives and takes their rows. */
const tablesOfPostgres = sql<TableShape>`
  select c.relname as name, c.relnatts::int as columns from pg_class c
  where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
    and not c.relispartition
  order by c.relname`;

const referencesOfPostgres = sql<Reference>`
  select child.relname as child, parent.relname as parent
  from pg_constraint k
  join pg_class child on child.oid = k.conrelid
  join pg_class parent on parent.oid = k.confrelid
  where k.contype = 'f' and child.relnamespace = current_schema()::regnamespace`;

const tablesOfSqlite = sql<TableShape>`
  select t.name, (select count(*) from pragma_table_info(t.name)) as columns
  from sqlite_schema t where t.type = 'table' and t.name not like 'sqlite_%'
  order by t.name`;

const referencesOfSqlite = sql<Reference>`
  select t.name as child, k."table" as parent
  from sqlite_schema t join pragma_foreign_key_list(t.name) k where t.type = 'table'`;
