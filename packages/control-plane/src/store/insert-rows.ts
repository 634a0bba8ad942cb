import { setImmediate as afterOthers } from 'node:timers/promises';
import { CompiledQuery, type DialectAdapter } from 'kysely';
import type { Database, Tables } from './tables.ts';

/** Rows in one statement: few sizes, so that few statements are made and prepared. */
const sizes = [50, 10, 1] as const;

interface Statement {
  readonly text: string;
  /** In the order in which the text takes their values, for each row. */
  readonly columns: readonly string[];
}

/** A statement depends on the database, the table and how many rows it takes. */
const statements = new WeakMap<DialectAdapter, Map<string, Statement>>();

/**
 * Inserts many rows at little cost: a statement is made once, not for each call, and none of them
 * holds up this process for more than a millisecond or two. With `key`, a row takes the place of one
 * that has the same key.
 */
export async function insertRows<Name extends keyof Tables>(
  db: Database,
  table: Name,
  rows: readonly Tables[Name][],
  key: readonly (keyof Tables[Name] & string)[] = [],
): Promise<void> {
  let done = 0;
  for (const size of sizes) {
    for (; rows.length - done >= size; done += size) {
      const some = rows.slice(done, done + size);
      const { text, columns } = statementFor(db, table, some, key);
      // Holds: every row of a table has all of its columns.
      const values = some.flatMap((row) =>
        columns.map((column) => row[column as keyof typeof row]),
      );
      await db.executeQuery(CompiledQuery.raw(text, values));
      // What else runs here had to wait for that one, and need not for the next.
      await afterOthers();
    }
  }
}

function statementFor(
  db: Database,
  table: string,
  rows: readonly object[],
  key: readonly string[],
): Statement {
  const { adapter } = db.getExecutor();
  let known = statements.get(adapter);
  if (known === undefined) {
    known = new Map();
    statements.set(adapter, known);
  }
  const name = `${table} ${rows.length}`;
  let statement = known.get(name);
  if (statement === undefined) {
    statement = { text: textOf(db, table, rows, key), columns: Object.keys(rows[0] ?? {}) };
    known.set(name, statement);
  }
  return statement;
}

function textOf(
  db: Database,
  table: string,
  rows: readonly object[],
  key: readonly string[],
): string {
  // Holds for all casts here: Kysely's types don't follow a table that is named by a variable.
  const insert = db.insertInto(table as 'turnRollups').values(rows as never);
  if (key.length === 0) return insert.compile().sql;
  const others = Object.keys(rows[0] ?? {}).filter((column) => !key.includes(column));
  return insert
    .onConflict((conflict) =>
      conflict
        .columns(key as never)
        .doUpdateSet((row) =>
          Object.fromEntries(
            others.map((column) => [column, row.ref(`excluded.${column}` as never)]),
          ),
        ),
    )
    .compile().sql;
}
