import { StartProblem } from '../start-problem.ts';
import { firstTables } from './migrations/0001-first-tables.ts';
import { connectionRepairs } from './migrations/0002-connection-repairs.ts';
import { connectionChecks } from './migrations/0003-connection-checks.ts';
import { connectionInFlight } from './migrations/0004-connection-in-flight.ts';
import { people } from './migrations/0005-people.ts';
import { keyLimitAndTls } from './migrations/0006-key-limit-and-tls.ts';
import { turnRecords } from './migrations/0007-turn-records.ts';
import { severalProcesses } from './migrations/0008-several-processes.ts';
import { webhooks } from './migrations/0009-webhooks.ts';
import { unpricedAttempts } from './migrations/0011-unpriced-attempts.ts';
import { agentBudgets } from './migrations/0012-agent-budgets.ts';
import { bakeOffs } from './migrations/0013-bake-offs.ts';
import { turnTotals } from './migrations/0014-turn-totals.ts';
import type { Store } from './store.ts';
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
  keyLimitAndTls,
  turnRecords,
  severalProcesses,
  webhooks,
  unpricedAttempts,
  agentBudgets,
  bakeOffs,
  turnTotals,
];

/** The schema of this version. */
export const newestSchema = Math.max(...migrations.map(({ number }) => number));

/** What the two databases do differently. */
interface Steps {
  readonly known?: readonly Migration[];
  /** Called at the end of each step, within it. */
  readonly settle?: (step: Database) => Promise<void>;
}

type ToMigrate = Pick<Store, 'db' | 'location' | 'lockChanges'>;

/**
 * Brings the database to this version's schema, each step whole or not at all. Of several processes
 * that do so at once, one takes each step and the others wait for it.
 *
 * @throws StartProblem when a newer version has already been at work, or a step fails.
 */
export async function migrate(
  store: ToMigrate,
  clock: () => number,
  { known = migrations, settle = async () => {} }: Steps = {},
): Promise<void> {
  await store.db.transaction().execute(async (db) => {
    await store.lockChanges(db);
    await db.schema
      .createTable('migrations')
      .ifNotExists()
      .addColumn('number', 'integer', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('applied_at', 'bigint', (column) => column.notNull())
      .execute();
  });
  const newest = await schemaOf(store.db, store.location, known);
  for (const migration of known) {
    if (migration.number > newest) await apply(store, migration, clock, settle);
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
  store: ToMigrate,
  migration: Migration,
  clock: () => number,
  settle: (step: Database) => Promise<void>,
): Promise<void> {
  const { number, name } = migration;
  try {
    await store.db.transaction().execute(async (step) => {
      await store.lockChanges(step);
      if (await isApplied(step, number)) return;
      await migration.up(step);
      await step.insertInto('migrations').values({ number, name, appliedAt: clock() }).execute();
      await settle(step);
    });
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new StartProblem(
      `The database ${store.location} could not be brought to schema ${number} (${name}): ${words}. Nothing was changed; make room or restore a backup, then start again.`,
      { cause },
    );
  }
}

/** Another process may have been first. */
async function isApplied(db: Database, number: number): Promise<boolean> {
  const row = await db
    .selectFrom('migrations')
    .select('number')
    .where('number', '=', number)
    .executeTakeFirst();
  return row !== undefined;
}
