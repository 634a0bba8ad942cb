import { insertRows } from './insert-rows.ts';
import type { CapturedTurnRow, Database } from './tables.ts';

export const capturedTurnTable = {
  async byId(db: Database, requestId: string): Promise<CapturedTurnRow | undefined> {
    return db
      .selectFrom('capturedTurns')
      .selectAll()
      .where('requestId', '=', requestId)
      .executeTakeFirst();
  },

  /** An agent's whole ones with request ids from `oldest` on and before `end`, the newest first. */
  async newest(
    db: Database,
    agentId: string,
    oldest: string,
    end: string,
    limit: number,
  ): Promise<CapturedTurnRow[]> {
    return db
      .selectFrom('capturedTurns')
      .selectAll()
      .where('agentId', '=', agentId)
      .where('requestId', '>=', oldest)
      .where('requestId', '<', end)
      .where('cut', '=', 0)
      .orderBy('requestId', 'desc')
      .limit(limit)
      .execute();
  },

  async insert(db: Database, rows: readonly CapturedTurnRow[]): Promise<void> {
    await insertRows(db, 'capturedTurns', rows);
  },

  /** At most `limit` of an agent's that came before `requestId`; how many it were. */
  async deleteBefore(
    db: Database,
    agentId: string,
    requestId: string,
    limit: number,
  ): Promise<number> {
    const { numDeletedRows } = await db
      .deleteFrom('capturedTurns')
      .where('requestId', 'in', (oldest) =>
        oldest
          .selectFrom('capturedTurns')
          .select('requestId')
          .where('agentId', '=', agentId)
          .where('requestId', '<', requestId)
          .limit(limit),
      )
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  },

  /** The agents of which anything is kept. */
  async agentIds(db: Database): Promise<string[]> {
    const rows = await db.selectFrom('capturedTurns').select('agentId').distinct().execute();
    return rows.map(({ agentId }) => agentId);
  },
};
