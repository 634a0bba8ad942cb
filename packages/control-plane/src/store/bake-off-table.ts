import { insertRows } from './insert-rows.ts';
import type { BakeOffCaseRow, BakeOffRow, Database } from './tables.ts';

export const bakeOffTable = {
  /** Newest first. */
  async ofAgent(db: Database, agentId: string): Promise<BakeOffRow[]> {
    return db
      .selectFrom('bakeOffs')
      .selectAll()
      .where('agentId', '=', agentId)
      .orderBy('createdAt', 'desc')
      .orderBy('id')
      .execute();
  },

  async byId(db: Database, agentId: string, id: string): Promise<BakeOffRow | undefined> {
    return db
      .selectFrom('bakeOffs')
      .selectAll()
      .where('agentId', '=', agentId)
      .where('id', '=', id)
      .executeTakeFirst();
  },

  async insert(db: Database, row: BakeOffRow, cases: readonly BakeOffCaseRow[]): Promise<void> {
    await db.insertInto('bakeOffs').values(row).execute();
    await insertRows(db, 'bakeOffCases', cases);
  },

  /** In their order, those behind `after`. */
  async cases(
    db: Database,
    bakeOffId: string,
    after: number,
    limit: number,
  ): Promise<BakeOffCaseRow[]> {
    return db
      .selectFrom('bakeOffCases')
      .selectAll()
      .where('bakeOffId', '=', bakeOffId)
      .where('position', '>', after)
      .orderBy('position')
      .limit(limit)
      .execute();
  },

  async casesAt(
    db: Database,
    bakeOffId: string,
    positions: readonly number[],
  ): Promise<BakeOffCaseRow[]> {
    if (positions.length === 0) return [];
    return db
      .selectFrom('bakeOffCases')
      .selectAll()
      .where('bakeOffId', '=', bakeOffId)
      .where('position', 'in', positions)
      .orderBy('position')
      .execute();
  },

  async update(db: Database, id: string, change: Partial<Omit<BakeOffRow, 'id'>>): Promise<void> {
    await db.updateTable('bakeOffs').set(change).where('id', '=', id).execute();
  },

  /** The oldest that nobody but `by` runs; `undefined` where there is none. */
  async due(db: Database, by: string, now: number): Promise<BakeOffRow | undefined> {
    return db
      .selectFrom('bakeOffs')
      .selectAll()
      .where('state', 'in', ['queued', 'running'])
      .where((is) =>
        is.or([
          is('leasedUntil', 'is', null),
          is('leasedUntil', '<', now),
          is('leasedBy', '=', by),
        ]),
      )
      .orderBy('createdAt')
      .orderBy('id')
      .executeTakeFirst();
  },

  /** Takes it on. */
  async lease(
    db: Database,
    by: string,
    now: number,
    until: number,
  ): Promise<BakeOffRow | undefined> {
    const row = await this.due(db, by, now);
    if (row === undefined) return undefined;
    const taken = {
      state: 'running' as const,
      startedAt: row.startedAt ?? now,
      leasedBy: by,
      leasedUntil: until,
    };
    await this.update(db, row.id, taken);
    return { ...row, ...taken };
  },

  /** Changes one that `by` still runs; `false` where it does no longer. */
  async updateLeased(
    db: Database,
    id: string,
    by: string,
    change: Partial<Omit<BakeOffRow, 'id'>>,
  ): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('bakeOffs')
      .set(change)
      .where('id', '=', id)
      .where('leasedBy', '=', by)
      .where('state', '=', 'running')
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },

  /** With its cases and results. */
  async delete(db: Database, id: string): Promise<void> {
    await db.deleteFrom('bakeOffs').where('id', '=', id).execute();
  },
};
