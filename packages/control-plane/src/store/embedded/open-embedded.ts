import { join } from 'node:path';
import { sql } from 'kysely';
import { StartProblem } from '../../start-problem.ts';
import { camelCased } from '../camel-cased.ts';
import { migrate, schemaOf } from '../migrate.ts';
import type { Store } from '../store.ts';
import type { Database } from '../tables.ts';
import { Checkpoints } from './checkpoints.ts';
import { lockDataFolder } from './lock-data-folder.ts';
import { openDatabaseFile } from './open-database-file.ts';
import { sqliteDialect } from './sqlite-dialect.ts';

/**
 * The embedded store of `dataDir`, locked for this process and brought to this version's schema.
 *
 * @throws StartProblem when that can't be had; nothing stays locked then.
 */
export async function openEmbedded(dataDir: string, clock: () => number): Promise<Store> {
  const unlock = lockDataFolder(dataDir);
  let db: Database | null = null;
  let checkpoints: Checkpoints | null = null;
  try {
    const location = join(dataDir, 'jackfield.db');
    const file = openDatabaseFile(location);
    checkpoints = new Checkpoints(file, location);
    const moving = checkpoints;
    db = camelCased(sqliteDialect(file, () => moving.committed()));
    await migrate({ db, location, lockChanges: nobodyElse }, clock);
    const opened = db;
    return {
      db,
      kind: 'embedded',
      location,
      lockChanges: nobodyElse,
      announce: nobodyElse,
      writeRelaxed: (work) => writeRelaxed(opened, work),
      close: () => closeStore(opened, moving, unlock),
    };
  } catch (error) {
    await closeStore(db, checkpoints, unlock);
    throw error;
  }
}

/** There is no other process, and a transaction begins by locking the file. */
async function nobodyElse(): Promise<void> {}

/**
 * A copy of a database, with the number of its schema: not locked, not migrated, every page checked.
 *
 * @throws StartProblem when it is damaged, another program's, or newer than this program.
 */
export async function openCopy(location: string): Promise<{ db: Database; schema: number }> {
  const db = openFile(location);
  try {
    const schema = await schemaOf(db, location);
    const check = await sql<{ integrityCheck: string }>`pragma integrity_check(1)`.execute(db);
    if (check.rows[0]?.integrityCheck === 'ok') return { db, schema };
    throw new StartProblem(`The database ${location} is damaged.`);
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

function openFile(location: string): Database {
  return camelCased(sqliteDialect(openDatabaseFile(location)));
}

/** The next transaction that waits for the disk takes this one's pages along: they are in the same log. */
async function writeRelaxed<Result>(
  db: Database,
  work: (db: Database) => Promise<Result>,
): Promise<Result> {
  return db.connection().execute(async (connection) => {
    await sql`pragma synchronous = normal`.execute(connection);
    try {
      return await connection.transaction().execute(work);
    } finally {
      await sql`pragma synchronous = full`.execute(connection);
    }
  });
}

async function closeStore(
  db: Database | null,
  checkpoints: Checkpoints | null,
  unlock: () => void,
): Promise<void> {
  try {
    // First: who closes a database last takes its log away.
    await checkpoints?.close();
    await db?.destroy();
  } finally {
    unlock();
  }
}
