import { sql } from 'kysely';
import type { Database, GatewayRow } from './tables.ts';

/** By the database's clock, as the clocks of several machines differ. PostgreSQL's words. */
const now = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/** The gateway processes that share the database, as each reported itself last. */
export const gatewayTable = {
  /** In the order in which they started, each with how long ago it reported itself. */
  async all(db: Database): Promise<(GatewayRow & { silentMs: number })[]> {
    return db
      .selectFrom('gateways')
      .selectAll()
      .select(sql<number>`${now} - seen_at`.as('silentMs'))
      .orderBy('startedAt')
      .orderBy('id')
      .execute();
  },

  async report(db: Database, row: Omit<GatewayRow, 'seenAt'>): Promise<void> {
    const { configVersion, agents } = row;
    await db
      .insertInto('gateways')
      .values({ ...row, seenAt: now })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({ configVersion, agents, seenAt: now }),
      )
      .execute();
  },

  async delete(db: Database, id: string): Promise<void> {
    await db.deleteFrom('gateways').where('id', '=', id).execute();
  },

  async deleteSilent(db: Database, silentMs: number): Promise<void> {
    await db
      .deleteFrom('gateways')
      .where('seenAt', '<', sql<number>`${now} - ${silentMs}`)
      .execute();
  },
};
