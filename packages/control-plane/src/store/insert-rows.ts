import { setImmediate as afterOthers } from 'node:timers/promises';
import { CompiledQuery, type InsertQueryBuilder, type InsertResult } from 'kysely';
import { once } from './once.ts';
import type { Database, Tables } from './tables.ts';

/** Rows in one statement: few sizes, so that few statements are made and prepared. */
const sizes = [50, 10, 1] as const;

interface Statement {
  readonly text: string;
  /** In the order in which the text takes their values, for each row. */
  readonly columns: readonly string[];
}

type Insert<Name extends keyof Tables> = InsertQueryBuilder<Tables, Name, InsertResult>;

/**
 * Inserts many rows at little cost: a statement is made once, not for each call, and none of them
 * holds up this process for more than a millisecond or two.
 *
 * @param onConflict What is to be where there is one with the same key; the same at each call for a table.
 */
export async function insertRows<Name extends keyof Tables>(
  db: Database,
  table: Name,
  rows: readonly Tables[Name][],
  onConflict: (insert: Insert<Name>) => Insert<Name> = (insert) => insert,
): Promise<void> {
  let done = 0;
  for (const size of sizes) {
    for (; rows.length - done >= size; done += size) {
      const { text, columns } = statementFor(db, table, rows.slice(done, done + size), onConflict);
      const values: unknown[] = [];
      for (let index = done; index < done + size; index += 1) {
        // Holds: every row of a table has all of its columns.
        const row = rows[index] as Readonly<Record<string, unknown>>;
        for (const column of columns) values.push(row[column]);
      }
      await db.executeQuery(CompiledQuery.raw(text, values));
      // What else runs here had to wait for that one, and need not for the next.
      await afterOthers();
    }
  }
}

function statementFor<Name extends keyof Tables>(
  db: Database,
  table: Name,
  rows: readonly Tables[Name][],
  onConflict: (insert: Insert<Name>) => Insert<Name>,
): Statement {
  return once(db, `insert ${rows.length} into ${table}`, () => {
    // Holds: Kysely's types don't follow a table that is named by a variable.
    const insert = db.insertInto(table).values(rows as never) as Insert<Name>;
    return { text: onConflict(insert).compile().sql, columns: Object.keys(rows[0] ?? {}) };
  });
}
