import type { Database, TestSetRow } from './tables.ts';

/** A test set with how many cases it has, and how many characters these are as JSON. */
export type CountedTestSetRow = TestSetRow & { cases: number; characters: number };

export const testSetTable = {
  async ofAgent(db: Database, agentId: string): Promise<CountedTestSetRow[]> {
    const rows = await counted(db)
      .where('testSets.agentId', '=', agentId)
      .orderBy('testSets.nameKey')
      .execute();
    return rows.map(toNumbers);
  },

  async byId(db: Database, agentId: string, id: string): Promise<CountedTestSetRow | undefined> {
    const row = await counted(db)
      .where('testSets.agentId', '=', agentId)
      .where('testSets.id', '=', id)
      .executeTakeFirst();
    return row && toNumbers(row);
  },

  async insert(db: Database, row: TestSetRow): Promise<void> {
    await db.insertInto('testSets').values(row).execute();
  },

  async touch(db: Database, id: string, updatedAt: number): Promise<void> {
    await db.updateTable('testSets').set({ updatedAt }).where('id', '=', id).execute();
  },

  /** With its cases. */
  async delete(db: Database, id: string): Promise<void> {
    await db.deleteFrom('testSets').where('id', '=', id).execute();
  },
};

function counted(db: Database) {
  return db
    .selectFrom('testSets')
    .leftJoin('testCases', 'testCases.testSetId', 'testSets.id')
    .selectAll('testSets')
    .select(({ fn }) => [
      fn.count('testCases.id').as('cases'),
      fn.sum(fn<number>('length', ['testCases.content'])).as('characters'),
    ])
    .groupBy([
      'testSets.id',
      'testSets.agentId',
      'testSets.name',
      'testSets.nameKey',
      'testSets.createdAt',
      'testSets.updatedAt',
    ]);
}

/** PostgreSQL counts in numbers that are given as text. */
function toNumbers<Row extends { cases: unknown; characters: unknown }>(row: Row) {
  return { ...row, cases: Number(row.cases), characters: Number(row.characters ?? 0) };
}
