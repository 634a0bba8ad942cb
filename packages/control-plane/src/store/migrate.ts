import { StartProblem } from '../start-problem.ts';
import { firstTables } from './migrations/0001-first-tables.ts';
import { connectionRepairs } from './migrations/0002-connection-repairs.ts';
import { connectionChecks } from './migrations/0003-connection-checks.ts';
import { connectionInFlight } from './migrations/0004-connection-in-flight.ts';
import { people } from './migrations/0005-people.ts';
import { turnRecords } from './migrations/0007-turn-records.ts';
import type { Database } from './tables.ts';

export interface Migration {
  /** Grows from one to the next; a released one is never changed. */
  readonly number: number;
  readonly name: string;
  up(db: Database): Promise<void>;
}

const migrations: readonly Migration[] = [
  firstTables,
  connectionRepairs,
  connectionChecks,
  connectionInFlight,
  people,
  turnRecords,
];

/**
 * Brings the database to this version's schema, each step whole or not at all.
 *
 * @throws StartProblem when a newer version has already been at work, or a step fails.
 */
export async function migrate(
  db: Database,
  location: string,
  clock: () => number,
  known: readonly Migration[] = migrations,
): Promise<void> {
  await db.schema
    .createTable('migrations')
    .ifNotExists()
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('applied_at', 'bigint', (column) => column.notNull())
    .execute();
  const newest = await schemaOf(db, location, known);
  for (const migration of known) {
    if (migration.number > newest) await apply(db, migration, location, clock);
  }
}

/**
 * The number of the last migration that was applied.
 *
 * @throws StartProblem when this program doesn't know it.
 */
export async function schemaOf(
  db: Database,
  location: string,
  known: readonly Migration[] = migrations,
): Promise<number> {
  const applied = await db.selectFrom('migrations').select('number').execute();
  const newest = Math.max(0, ...applied.map(({ number }) => number));
  const newestKnown = Math.max(0, ...known.map(({ number }) => number));
  if (newest <= newestKnown) return newest;
  throw new StartProblem(
    `The database ${location} was written by a newer Jackfield (schema ${newest}; this one knows ${newestKnown}). Start the newer version, or restore a backup made before it.`,
  );
}

async function apply(
  db: Database,
  migration: Migration,
  location: string,
  clock: () => number,
): Promise<void> {
  const { number, name } = migration;
  try {
    await db.transaction().execute(async (step) => {
      await migration.up(step);
      await step.insertInto('migrations').values({ number, name, appliedAt: clock() }).execute();
    });
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new StartProblem(
      `The database ${location} could not be brought to schema ${number} (${name}): ${words}. Nothing was changed; make room or restore a backup, then start again.`,
      { cause },
    );
  }
}
