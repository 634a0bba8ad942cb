import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { wrappingKeyId } from '../secrets/master-key.ts';
import { dataKeyTable } from '../store/data-key-table.ts';
import { lockDataFolder } from '../store/embedded/lock-data-folder.ts';
import { openCopy } from '../store/embedded/open-embedded.ts';
import { migrate, newestSchema } from '../store/migrate.ts';
import { openStore } from '../store/open-store.ts';
import { openForReading } from '../store/postgres/open-postgres.ts';
import { StoreUnreachable } from '../store/postgres/store-unreachable.ts';
import { storeFailure } from '../store/store-failure.ts';
import type { Database } from '../store/tables.ts';
import { copyStore } from './copy-store.ts';
import type { Copied, CopyProgress } from './copy-store.ts';
import { MoveProblem } from './move-problem.ts';

/** A data folder, or a PostgreSQL database by its URL. */
export type StoreEnd =
  | { readonly kind: 'folder'; readonly dataDir: string }
  | { readonly kind: 'postgres'; readonly url: string };

export interface MoveOptions {
  readonly from: StoreEnd;
  /** Empty; a folder is there already. */
  readonly to: StoreEnd;
  readonly clock: () => number;
  readonly onProgress: CopyProgress;
}

export interface Moved extends Copied {
  readonly from: string;
  readonly to: string;
  /** Ids of the master keys that open the credentials, which are moved as they are: sealed. */
  readonly masterKeys: readonly string[];
}

/**
 * Copies an installation into another database, whole or not at all; the source stays as it is. Nobody
 * may work on it meanwhile: what is saved during the move stays behind.
 *
 * @throws MoveProblem or StartProblem with one line that says why not.
 */
export async function moveStore({ from, to, clock, onProgress }: MoveOptions): Promise<Moved> {
  await using source = await openSource(from, clock);
  const target = await openStore(
    to.kind === 'folder'
      ? { dataDir: to.dataDir, postgres: null }
      : { dataDir: '', postgres: { url: to.url, listenUrl: to.url } },
    clock,
  );
  try {
    const copied = await copyStore(source.db, target, onProgress).catch(brokenOff);
    const keys = await dataKeyTable.all(target.db);
    return {
      ...copied,
      from: source.location,
      to: target.location,
      masterKeys: [...new Set(keys.map(({ wrapped }) => wrappingKeyId(wrapped)))],
    };
  } finally {
    await target.close();
  }
}

/** What the databases said is shown: it names tables, columns and limits, and no credential. */
function brokenOff(error: unknown): never {
  if (error instanceof MoveProblem || storeFailure(error) === null) throw error;
  const cause = error instanceof StoreUnreachable ? error.cause : error;
  const words = cause instanceof Error ? cause.message : 'a database failed';
  throw new MoveProblem(
    `The move broke off (${words}). Nothing was kept: mend that, then run it again.`,
    {
      cause: error,
    },
  );
}

interface Source extends AsyncDisposable {
  readonly db: Database;
  readonly location: string;
}

function openSource(from: StoreEnd, clock: () => number): Promise<Source> {
  return from.kind === 'folder' ? openFolder(from.dataDir, clock) : openUrl(from.url);
}

/** A copy of the file, brought to this schema, so that the file itself isn't; locked until the end. */
async function openFolder(dataDir: string, clock: () => number): Promise<Source> {
  const location = join(dataDir, 'jackfield.db');
  if (!existsSync(location)) throw new MoveProblem(`There is no jackfield.db in ${dataDir}.`);
  const unlock = lockDataFolder(dataDir);
  const work = await mkdtemp(join(tmpdir(), 'jackfield-move-'));
  const close = async (): Promise<void> => {
    await rm(work, { recursive: true, force: true });
    unlock();
  };
  try {
    const copy = join(work, 'jackfield.db');
    {
      using file = new DatabaseSync(location, { readOnly: true, timeout: 5_000 });
      await backup(file, copy, { rate: 2 ** 30 });
    }
    const { db } = await openCopy(copy);
    await migrate({ db, location, lockChanges: async () => {} }, clock);
    return {
      db,
      location,
      async [Symbol.asyncDispose]() {
        await db.destroy();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openUrl(url: string): Promise<Source> {
  const { db, location, schema } = await openForReading(url);
  const dispose = (): Promise<void> => db.destroy();
  if (schema === newestSchema) return { db, location, [Symbol.asyncDispose]: dispose };
  await dispose();
  throw new MoveProblem(
    `PostgreSQL at ${location} has schema ${schema}, and this version moves schema ${newestSchema}: start it once on this version first.`,
  );
}
