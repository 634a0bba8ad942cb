import type { ConnectionRow, Database } from './tables.ts';

export const connectionTable = {
  async byId(db: Database, id: string): Promise<ConnectionRow | undefined> {
    return db.selectFrom('connections').selectAll().where('id', '=', id).executeTakeFirst();
  },

  async byNameKey(db: Database, nameKey: string): Promise<ConnectionRow | undefined> {
    return db
      .selectFrom('connections')
      .selectAll()
      .where('nameKey', '=', nameKey)
      .executeTakeFirst();
  },

  async all(db: Database): Promise<ConnectionRow[]> {
    return db.selectFrom('connections').selectAll().orderBy('nameKey').execute();
  },

  async insert(db: Database, row: ConnectionRow): Promise<void> {
    await db.insertInto('connections').values(row).execute();
  },

  async update(
    db: Database,
    id: string,
    change: Partial<Omit<ConnectionRow, 'id'>>,
  ): Promise<void> {
    await db.updateTable('connections').set(change).where('id', '=', id).execute();
  },

  async delete(db: Database, id: string): Promise<void> {
    await db.deleteFrom('connections').where('id', '=', id).execute();
  },
};
