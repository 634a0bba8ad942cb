import type { Database, TurnWriterRow } from './tables.ts';

export const turnWriterTable = {
  async byName(db: Database, name: string): Promise<TurnWriterRow | undefined> {
    return db.selectFrom('turnWriters').selectAll().where('name', '=', name).executeTakeFirst();
  },

  async save(db: Database, row: TurnWriterRow): Promise<void> {
    const { accounted, dropped, lost } = row;
    await db
      .insertInto('turnWriters')
      .values(row)
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ accounted, dropped, lost }))
      .execute();
  },
};
