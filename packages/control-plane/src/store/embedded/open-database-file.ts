import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StartProblem } from '../../start-problem.ts';

/** "JKFD": tells our files from other programs' (https://www.sqlite.org/pragma.html#pragma_application_id). */
const applicationId = 0x4a_4b_46_44;

/** Only a tool of the operator's can hold the file; while we wait, nothing else here runs. */
const lockedWaitMs = 250;

/** Larger files are checked only as their pages are read: a start must stay quick. */
const checkedBytesMax = 64 * 1024 * 1024;

/**
 * The embedded database: a commit is on disk when it returns, and foreign keys are kept.
 *
 * @throws StartProblem for a file that is damaged, another program's, or can't be opened.
 */
export function openDatabaseFile(file: string): DatabaseSync {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file, { timeout: lockedWaitMs, enableForeignKeyConstraints: true });
    checkOwner(database, file);
    checkPages(database, file);
    database.exec('pragma journal_mode = wal');
    database.exec('pragma synchronous = full');
    // What is deleted or sealed anew is overwritten, rather than left in the file's free space.
    database.exec('pragma secure_delete = on');
    database.exec(`pragma application_id = ${applicationId}`);
    return database;
  } catch (cause) {
    if (database?.isOpen === true) database.close();
    if (cause instanceof StartProblem) throw cause;
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new StartProblem(
      `The database ${file} can't be opened (${words}). It is damaged or not Jackfield's: restore a backup over it, or move it away to start with an empty one.`,
      { cause },
    );
  }
}

function checkOwner(database: DatabaseSync, file: string): void {
  const tables = numberOf(database, 'select count(*) as value from sqlite_schema');
  if (tables === 0) return;
  if (
    numberOf(database, 'select application_id as value from pragma_application_id') ===
    applicationId
  )
    return;
  throw new StartProblem(
    `The database ${file} belongs to another program. Move it away, or set JACKFIELD_DATA_DIR to another folder.`,
  );
}

function checkPages(database: DatabaseSync, file: string): void {
  if (statSync(file).size > checkedBytesMax) return;
  const row = database.prepare('pragma quick_check(1)').get();
  if (row?.['quick_check'] === 'ok') return;
  throw new StartProblem(
    `The database ${file} is damaged. Restore a backup over it, or move it away to start with an empty one.`,
  );
}

function numberOf(database: DatabaseSync, sql: string): number {
  return Number(database.prepare(sql).get()?.['value']);
}
