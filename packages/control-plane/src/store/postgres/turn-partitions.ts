import { firstRequestId } from '@jackfield/gateway-config';
import { sql } from 'kysely';
import type { Database } from '../tables.ts';

const dayMs = 86_400_000;
/** Days ahead: a process that can't make them for so long puts turns among the rest. */
const daysAhead = 3;

/** A day of the table `turns`, by its name; `null` for the rest, which is no day. */
function dayOf(name: string): number | null {
  const [, year, month, day] = /^turns_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? [];
  return year === undefined ? null : Date.UTC(Number(year), Number(month) - 1, Number(day));
}

/**
 * Has a partition of `turns` for today and the days to come, and none of days that ended before
 * `keptFrom`: a day is deleted at once, whatever was in it. Call it within `Store.writeRelaxed`.
 *
 * @param now, keptFrom Milliseconds since 1970.
 */
export async function keepTurnPartitions(
  db: Database,
  now: number,
  keptFrom: number,
): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    join pg_class p on p.oid = i.inhparent
    where p.relname = 'turns' and p.relnamespace = current_schema()::regnamespace`.execute(db);
  const days = new Set(rows.map(({ name }) => dayOf(name)));
  const today = now - (now % dayMs);
  for (let day = today; day <= today + daysAhead * dayMs; day += dayMs) {
    if (!days.has(day) && !(await isAmongTheRest(db, day))) await addDay(db, day);
  }
  for (const day of days) {
    if (day !== null && day + dayMs <= keptFrom) {
      await sql`drop table ${sql.table(nameOf(day))}`.execute(db);
    }
  }
}

/** Whether turns of that day were written before it had its partition: then it gets none. */
async function isAmongTheRest(db: Database, day: number): Promise<boolean> {
  const { rows } = await sql`select from turns_rest
    where request_id >= ${firstRequestId(day)} and request_id < ${firstRequestId(day + dayMs)}
    limit 1`.execute(db);
  return rows.length > 0;
}

async function addDay(db: Database, day: number): Promise<void> {
  const [from, to] = [firstRequestId(day), firstRequestId(day + dayMs)];
  await sql`create table ${sql.table(nameOf(day))} partition of turns
    for values from (${sql.lit(from)}) to (${sql.lit(to)})`.execute(db);
}

function nameOf(day: number): string {
  return `turns_${new Date(day).toISOString().slice(0, 10).replaceAll('-', '')}`;
}
