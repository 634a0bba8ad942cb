import { insertRows } from './insert-rows.ts';
import type { Database, TestCaseRow } from './tables.ts';

export const testCaseTable = {
  /** In their order, those behind `after`. */
  async ofSet(
    db: Database,
    testSetId: string,
    after: number,
    limit: number,
  ): Promise<TestCaseRow[]> {
    return db
      .selectFrom('testCases')
      .selectAll()
      .where('testSetId', '=', testSetId)
      .where('position', '>', after)
      .orderBy('position')
      .limit(limit)
      .execute();
  },

  async byId(db: Database, testSetId: string, id: string): Promise<TestCaseRow | undefined> {
    return db
      .selectFrom('testCases')
      .selectAll()
      .where('testSetId', '=', testSetId)
      .where('id', '=', id)
      .executeTakeFirst();
  },

  /** 0 where there is none. */
  async lastPosition(db: Database, testSetId: string): Promise<number> {
    const row = await db
      .selectFrom('testCases')
      .select(({ fn }) => fn.max('position').as('last'))
      .where('testSetId', '=', testSetId)
      .executeTakeFirst();
    return row?.last ?? 0;
  },

  async insert(db: Database, rows: readonly TestCaseRow[]): Promise<void> {
    await insertRows(db, 'testCases', rows);
  },

  async update(db: Database, id: string, content: string): Promise<void> {
    await db.updateTable('testCases').set({ content }).where('id', '=', id).execute();
  },

  async delete(db: Database, id: string): Promise<void> {
    await db.deleteFrom('testCases').where('id', '=', id).execute();
  },
};
