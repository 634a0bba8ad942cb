import type { Database, SessionRow, UserRow } from './tables.ts';

export const sessionTable = {
  /** Whose session it is; `undefined` when there is none of that hash. */
  async user(db: Database, hash: string): Promise<(UserRow & { expiresAt: number }) | undefined> {
    return db
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.userId')
      .selectAll('users')
      .select('sessions.expiresAt')
      .where('sessions.hash', '=', hash)
      .executeTakeFirst();
  },

  /** Newest first. */
  async ofUser(db: Database, userId: string): Promise<SessionRow[]> {
    return db
      .selectFrom('sessions')
      .selectAll()
      .where('userId', '=', userId)
      .orderBy('createdAt', 'desc')
      .orderBy('hash')
      .execute();
  },

  async insert(db: Database, row: SessionRow): Promise<void> {
    await db.insertInto('sessions').values(row).execute();
  },

  /** When it was last seen in use; an earlier time than the one there is changes nothing. */
  async used(db: Database, hash: string, at: number): Promise<void> {
    await db
      .updateTable('sessions')
      .set({ lastUsedAt: at })
      .where('hash', '=', hash)
      .where((where) => where.or([where('lastUsedAt', 'is', null), where('lastUsedAt', '<', at)]))
      .execute();
  },

  async delete(db: Database, hash: string): Promise<void> {
    await db.deleteFrom('sessions').where('hash', '=', hash).execute();
  },

  async deleteOfUser(db: Database, userId: string): Promise<void> {
    await db.deleteFrom('sessions').where('userId', '=', userId).execute();
  },

  async deleteExpired(db: Database, now: number): Promise<void> {
    await db.deleteFrom('sessions').where('expiresAt', '<=', now).execute();
  },
};
