import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { copyDatabase, emptyDatabase, runSql } from '@jackfield/test-postgres';
import { inject } from 'vitest';
import { openStore } from '../src/store/open-store.ts';
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

/** A new store, as nobody has used it yet: in `dataDir`, or in a database of the run's PostgreSQL. */
export function newTestStore(dataDir: string): Promise<TestStore> {
  return newStore(dataDir, async (server, name) =>
    copyDatabase(server, await template(server), name),
  );
}

/** One without our tables, which whoever opens it first makes. */
export function newEmptyStore(dataDir: string): Promise<TestStore> {
  return newStore(dataDir, emptyDatabase);
}

async function newStore(
  dataDir: string,
  newDatabase: (server: string, name: string) => Promise<string>,
): Promise<TestStore> {
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
  const url = await newDatabase(serverUrl, `test_${worker}_${number}`);
  return {
    place: { dataDir, postgres: { url, listenUrl: url } },
    sql: (text, ...parameters) => runSql(url, text, parameters),
    remove: async () => void inUse.delete(number),
  };
}

/** Each worker has its own databases, which its next file finds there. */
const worker = process.env['VITEST_POOL_ID'] ?? '0';

let madeTemplate: Promise<string> | null = null;

/** The database that new ones are copies of: bringing one to our schema takes five times as long. */
function template(server: string): Promise<string> {
  madeTemplate ??= makeTemplate(server, `template_${worker}`);
  return madeTemplate;
}

async function makeTemplate(server: string, name: string): Promise<string> {
  const url = await emptyDatabase(server, name);
  const place = { dataDir: '', postgres: { url, listenUrl: url } };
  await (await openStore(place, Date.now)).close();
  return name;
}

const inUse = new Set<number>();

function lowestFree(): number {
  let number = 1;
  while (inUse.has(number)) number += 1;
  return number;
}
