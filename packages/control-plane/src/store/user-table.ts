import type { Database, UserRow } from './tables.ts';

export const userTable = {
  /** The one admin there is for now. */
  async admin(db: Database): Promise<UserRow | undefined> {
    return db
      .selectFrom('users')
      .selectAll()
      .where('role', '=', 'admin')
      .limit(1)
      .executeTakeFirst();
  },

  async insert(db: Database, row: UserRow): Promise<void> {
    await db.insertInto('users').values(row).execute();
  },
};
