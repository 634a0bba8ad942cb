import { sql } from 'kysely';
import { verifyAuditChain } from '../audit/verify-audit-chain.ts';
import type { AuditVerdict } from '../audit/verify-audit-chain.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import { MoveProblem } from './move-problem.ts';
import { rowsOf } from './rows-of.ts';
import { tablesInOrder } from './table-order.ts';

export interface Copied {
  readonly tables: number;
  readonly rows: number;
  /** Of the copy, walked from the first event on. */
  readonly audit: AuditVerdict;
}

/** Called after each batch: so many rows of `table` are there by now. */
export type CopyProgress = (table: string, rows: number) => void;

const parametersMax = 30_000;
const rowsAtOnceMax = 500;

/** What a new store has before anybody used it. */
const madeByMigrations = new Set(['migrations', 'counters', 'projects']);

/**
 * Copies every row of one store into another, all of them or none: of one moment, counted again, and with
 * the audit chain walked before it is committed. Sealed credentials stay sealed. Changes nothing in
 * the source.
 *
 * @throws MoveProblem when the target has been used, or doesn't hold in the end what the source does.
 */
export async function copyStore(
  source: Database,
  target: Store,
  onProgress: CopyProgress = () => {},
): Promise<Copied> {
  return source
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((from) =>
      target.db.transaction().execute(async (to) => {
        await target.lockChanges(to);
        return copy(from, to, target.location, onProgress);
      }),
    );
}

async function copy(
  from: Database,
  to: Database,
  location: string,
  onProgress: CopyProgress,
): Promise<Copied> {
  const tables = (await tablesInOrder(from)).filter(({ name }) => name !== 'migrations');
  for (const { name } of await tablesInOrder(to)) {
    if (!madeByMigrations.has(name) && (await countOf(to, name)) > 0) throw isUsed(location);
  }
  for (const name of ['counters', 'projects'])
    await sql`delete from ${sql.table(name)}`.execute(to);
  let total = 0;
  for (const { name, columns } of tables) {
    let rows = 0;
    const atOnce = Math.min(rowsAtOnceMax, Math.floor(parametersMax / columns));
    for await (const some of rowsOf(from, name, atOnce)) {
      await insert(to, name, some);
      rows += some.length;
      onProgress(name, rows);
    }
    const [there, here] = [await countOf(from, name), await countOf(to, name)];
    if (there !== here) {
      throw new MoveProblem(`Of ${there} rows of ${name}, ${here} arrived. Nothing was kept.`);
    }
    total += rows;
  }
  const [before, audit] = [await verifyAuditChain(from), await verifyAuditChain(to)];
  if (JSON.stringify(before) !== JSON.stringify(audit)) {
    throw new MoveProblem('The audit chain did not arrive as it was. Nothing was kept.');
  }
  return { tables: tables.length, rows: total, audit };
}

async function insert(
  db: Database,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const values = rows.map((row) => sql`(${sql.join(columns.map((name) => row[name]))})`);
  await sql`insert into ${sql.table(table)} (${sql.join(columns.map((name) => sql.ref(name)))})
    values ${sql.join(values)}`.execute(db.withoutPlugins());
}

async function countOf(db: Database, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(table)}`.execute(db);
  return rows[0]?.count ?? 0;
}

function isUsed(location: string): MoveProblem {
  return new MoveProblem(
    `${location} has been used already, and nothing is moved over what is there. Name an empty one.`,
  );
}
