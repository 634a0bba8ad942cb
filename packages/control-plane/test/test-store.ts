import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { emptyDatabase, runSql } from '@jackfield/test-postgres';
import { inject } from 'vitest';
import type { StorePlace } from '../src/store/store.ts';

type Row = Record<string, unknown>;

export interface TestStore {
  readonly place: StorePlace;
  /** Runs one statement on it from outside, with parameters `$1` and so on; the columns keep their names. */
  sql(text: string, ...parameters: readonly (string | number)[]): Promise<Row[]>;
  remove(): Promise<void>;
}

const serverUrl = inject('postgresUrl');

/** Which of the two databases this run is about. */
export const onPostgres = serverUrl !== undefined;

/** A new, empty store: in `dataDir`, or in a database of the run's PostgreSQL. */
export async function newTestStore(dataDir: string): Promise<TestStore> {
  if (serverUrl === undefined) {
    return {
      place: { dataDir, postgres: null },
      async sql(text, ...parameters) {
        using database = new DatabaseSync(join(dataDir, 'jackfield.db'));
        const named = parameters.map((value, index) => [`$${index + 1}`, value] as const);
        return database.prepare(text).all(Object.fromEntries(named));
      },
      remove: async () => {},
    };
  }
  const number = lowestFree();
  inUse.add(number);
  // Each worker has its own, which its next file finds there.
  const name = `test_${process.env['VITEST_POOL_ID'] ?? 0}_${number}`;
  const url = await emptyDatabase(serverUrl, name);
  return {
    place: { dataDir, postgres: { url, listenUrl: url } },
    sql: (text, ...parameters) => runSql(url, text, parameters),
    remove: async () => void inUse.delete(number),
  };
}

const inUse = new Set<number>();

function lowestFree(): number {
  let number = 1;
  while (inUse.has(number)) number += 1;
  return number;
}
