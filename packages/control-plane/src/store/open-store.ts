import { join } from 'node:path';
import { CamelCasePlugin, Kysely } from 'kysely';
import { lockDataFolder } from './embedded/lock-data-folder.ts';
import { openDatabaseFile } from './embedded/open-database-file.ts';
import { sqliteDialect } from './embedded/sqlite-dialect.ts';
import { migrate } from './migrate.ts';
import type { Database, Tables } from './tables.ts';

export interface Store {
  readonly db: Database;
  readonly kind: 'embedded';
  /** For people: where the data is. */
  readonly location: string;
  close(): Promise<void>;
}

/**
 * The embedded store of `dataDir`, locked for this process and brought to this version's schema.
 *
 * @throws StartProblem when that can't be had; nothing stays locked then.
 */
export async function openStore(dataDir: string, clock: () => number): Promise<Store> {
  const unlock = lockDataFolder(dataDir);
  let db: Database | null = null;
  try {
    const location = join(dataDir, 'jackfield.db');
    db = new Kysely<Tables>({
      dialect: sqliteDialect(openDatabaseFile(location)),
      plugins: [new CamelCasePlugin()],
    });
    await migrate(db, location, clock);
    return { db, kind: 'embedded', location, close: () => closeStore(db, unlock) };
  } catch (error) {
    await closeStore(db, unlock);
    throw error;
  }
}

async function closeStore(db: Database | null, unlock: () => void): Promise<void> {
  try {
    await db?.destroy();
  } finally {
    unlock();
  }
}
