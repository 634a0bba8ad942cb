import { PostgresDialect, sql } from 'kysely';
import { StartProblem } from '../../start-problem.ts';
import { camelCased } from '../camel-cased.ts';
import { migrate, schemaOf } from '../migrate.ts';
import type { PostgresPlace, Store } from '../store.ts';
import type { Database } from '../tables.ts';
import { newsChannel } from './listen.ts';
import { postgresLocation } from './postgres-location.ts';
import { postgresPool } from './postgres-pool.ts';
import { startProblemOf } from './start-problem-of.ts';

const connectionsMax = 10;
const queryMs = 15_000;
const oldestVersion = 150_000;

/**
 * The store in PostgreSQL, brought to this version's schema; of several processes that start at once,
 * one does that and the others wait for it.
 *
 * @throws StartProblem within some seconds when that can't be had.
 */
export async function openPostgres(place: PostgresPlace, clock: () => number): Promise<Store> {
  const location = postgresLocation(place.url);
  try {
    // A migration may take as long as it takes, and so may waiting for another process's.
    await using first = database(place.url, 1, null);
    await checkServer(first, location);
    await migrate({ db: first, location, lockChanges: lockSchema }, clock, { settle });
  } catch (error) {
    throw startProblemOf(error, location);
  }
  const db = database(place.url, connectionsMax, queryMs);
  return {
    db,
    kind: 'postgres',
    location,
    lockChanges,
    announce,
    writeRelaxed: (work) => writeRelaxed(db, work),
    close: () => db.destroy(),
  };
}

/**
 * A database that is there, with the number of its schema: nothing is changed in it.
 *
 * @throws StartProblem when it can't be had, isn't ours, or is newer than this program.
 */
export async function openForReading(
  url: string,
): Promise<{ db: Database; location: string; schema: number }> {
  const location = postgresLocation(url);
  const db = database(url, 2, null);
  try {
    await checkServer(db, location);
    if (!(await hasOurMigrations(db))) {
      throw new StartProblem(`PostgreSQL at ${location} holds nothing of Jackfield's.`);
    }
    return { db, location, schema: await schemaOf(db, location) };
  } catch (error) {
    await db.destroy();
    throw startProblemOf(error, location);
  }
}

export function database(url: string, connections: number, deadlineMs: number | null): Database {
  const pool = postgresPool({ url, connectionsMax: connections, queryMs: deadlineMs });
  return camelCased(new PostgresDialect({ pool }));
}

/**
 * The lock of the transaction, so that a pooler which changes connections between transactions does no
 * harm. One that hangs is ended by the server, for the sake of the others; and a commit is on disk when
 * it returns, whatever the server's default is.
 */
async function lockChanges(transaction: Database): Promise<void> {
  await sql`select
    set_config('lock_timeout', '5s', true),
    set_config('idle_in_transaction_session_timeout', '15s', true),
    set_config('synchronous_commit', case current_setting('synchronous_commit')
      when 'off' then 'on' else current_setting('synchronous_commit') end, true),
    pg_advisory_xact_lock(${lockSpace}, hashtext(current_schema()))`.execute(transaction);
}

async function announce(transaction: Database, version: number): Promise<void> {
  await sql`select pg_notify(${newsChannel}, ${String(version)})`.execute(transaction);
}

/** Under a lock of its own, so that turns and changes don't wait for each other. */
async function writeRelaxed<Result>(
  db: Database,
  work: (db: Database) => Promise<Result>,
): Promise<Result> {
  return db.transaction().execute(async (transaction) => {
    await sql`select
      set_config('synchronous_commit', 'off', true),
      set_config('lock_timeout', '5s', true),
      set_config('idle_in_transaction_session_timeout', '15s', true),
      pg_advisory_xact_lock(${relaxedLockSpace}, hashtext(current_schema()))`.execute(transaction);
    return work(transaction);
  });
}

/** As above, for as long as it takes. */
async function lockSchema(transaction: Database): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lockSpace}, hashtext(current_schema()))`.execute(
    transaction,
  );
}

/** "JKFD", as in the embedded database's file: other programs' locks in this database have other numbers. */
const lockSpace = sql.lit(0x4a_4b_46_44);
const relaxedLockSpace = sql.lit(0x4a_4b_46_45);

/** Texts are compared byte by byte, as in the embedded database, whatever the database's language. */
async function settle(step: Database): Promise<void> {
  const columns = await sql<{ tableName: string; columnName: string }>`
    select c.relname as table_name, a.attname as column_name
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    join pg_collation o on o.oid = a.attcollation
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and a.attnum > 0 and not a.attisdropped and a.attinhcount = 0 and o.collname <> 'C'`.execute(
    step,
  );
  for (const { tableName, columnName } of columns.rows) {
    await sql`alter table ${sql.table(tableName)} alter column ${sql.ref(columnName)}
      type text collate "C"`.execute(step);
  }
}

interface Server {
  readonly version: number;
  readonly encoding: string;
  readonly schema: string | null;
  readonly readOnly: boolean;
}

async function checkServer(db: Database, location: string): Promise<void> {
  const { rows } = await sql<Server>`select
    current_setting('server_version_num')::int as version,
    current_setting('server_encoding') as encoding,
    current_schema() as schema,
    current_setting('transaction_read_only') = 'on' as read_only`.execute(db);
  const [server] = rows;
  if (server === undefined) throw new Error('PostgreSQL said nothing about itself.');
  const refuse = (words: string): never => {
    throw new StartProblem(`PostgreSQL at ${location} ${words}`);
  };
  if (server.version < oldestVersion) {
    refuse(`is version ${Math.floor(server.version / 10_000)}; Jackfield needs 15 or newer.`);
  }
  if (server.encoding !== 'UTF8') {
    refuse(`keeps its text as ${server.encoding}: make the database with encoding UTF8.`);
  }
  if (server.readOnly) {
    refuse('is read-only, as a standby is: set JACKFIELD_DATABASE_URL to the primary.');
  }
  if (server.schema === null) {
    refuse('has no schema that this user may use: grant it one, or set its search_path.');
  }
  await checkOwner(db, refuse);
}

/** @throws StartProblem for another program's database, and where no table may be made. */
async function checkOwner(db: Database, refuse: (words: string) => never): Promise<void> {
  const { rows } = await sql<{
    tables: number;
    ours: boolean;
    mayCreate: boolean;
    owner: string;
  }>`select
    (select count(*) from pg_class c where c.relnamespace = current_schema()::regnamespace
      and c.relkind in ('r', 'p') and not exists (
        select from pg_depend d where d.objid = c.oid and d.deptype = 'e')) as tables,
    to_regclass(quote_ident(current_schema()) || '.program_state') is not null as ours,
    has_schema_privilege(current_schema(), 'create') as may_create,
    current_user as owner`.execute(db);
  const [found] = rows;
  if (found === undefined || found.ours) return;
  if (!found.mayCreate) {
    refuse(
      `lets the user ${found.owner} make no tables: make it the owner of the database, or grant it "create" on the schema.`,
    );
  }
  // Two processes that start at once may meet here: the first has made its table of migrations.
  if (found.tables > 0 && !(await hasOurMigrations(db))) {
    refuse('holds the tables of another program: give Jackfield a database of its own.');
  }
}

async function hasOurMigrations(db: Database): Promise<boolean> {
  const { rows } = await sql`select from information_schema.columns
    where table_schema = current_schema() and table_name = 'migrations' and column_name = 'applied_at'`.execute(
    db,
  );
  return rows.length > 0;
}
