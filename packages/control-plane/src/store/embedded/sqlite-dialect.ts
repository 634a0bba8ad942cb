import type { DatabaseSync } from 'node:sqlite';
import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Dialect } from 'kysely';
import { SqliteDriver } from './sqlite-driver.ts';

/** Kysely's SQLite on Node's own `node:sqlite`, every statement prepared once. */
export function sqliteDialect(database: DatabaseSync, onCommitted: () => void = () => {}): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(database, onCommitted),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}
