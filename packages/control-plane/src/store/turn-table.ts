import type { TurnOutcome } from '@jackfield/gateway-config';
import { sql } from 'kysely';
import { insertRows } from './insert-rows.ts';
import type { Database, TurnRow } from './tables.ts';

export interface TurnFilter {
  /** `null`: those of every project. */
  readonly projectIds: readonly string[] | null;
  readonly agentId: string | undefined;
  readonly outcome: TurnOutcome | undefined;
  readonly requestId: string | undefined;
}

export const turnTable = {
  async byId(db: Database, requestId: string): Promise<TurnRow | undefined> {
    return db.selectFrom('turns').selectAll().where('requestId', '=', requestId).executeTakeFirst();
  },

  /** Those that began last come first; `before` is the request id that the page before ended with. */
  async page(
    db: Database,
    filter: TurnFilter,
    before: string | null,
    limit: number,
  ): Promise<TurnRow[]> {
    const { projectIds, agentId, outcome, requestId } = filter;
    if (projectIds?.length === 0) return [];
    let query = db.selectFrom('turns').selectAll();
    if (projectIds !== null) query = query.where('projectId', 'in', projectIds);
    if (agentId !== undefined) query = query.where('agentId', '=', agentId);
    if (outcome !== undefined) query = query.where('outcome', '=', outcome);
    // Said again as the partial indexes say it, or they wouldn't be used.
    if (outcome !== undefined && outcome !== 'answered') {
      query = query.where(sql<boolean>`outcome <> 'answered'`);
    }
    if (requestId !== undefined) query = query.where('requestId', '=', requestId);
    if (before !== null) query = query.where('requestId', '<', before);
    return query.orderBy('requestId', 'desc').limit(limit).execute();
  },

  async insert(db: Database, rows: readonly TurnRow[]): Promise<void> {
    await insertRows(db, 'turns', rows);
  },

  /** At most `limit` of those that came before `requestId`, oldest first; how many it were. */
  async deleteBefore(db: Database, requestId: string, limit: number): Promise<number> {
    const { numDeletedRows } = await db
      .deleteFrom('turns')
      .where('requestId', 'in', (oldest) =>
        oldest
          .selectFrom('turns')
          .select('requestId')
          .where('requestId', '<', requestId)
          .orderBy('requestId')
          .limit(limit),
      )
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  },
};
