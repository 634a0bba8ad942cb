import type { Database, SessionRow } from './tables.ts';

export interface SessionUser {
  readonly name: string;
  readonly role: string;
  readonly expiresAt: number;
}

export const sessionTable = {
  async user(db: Database, hash: string): Promise<SessionUser | undefined> {
    return db
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.userId')
      .select(['users.name', 'users.role', 'sessions.expiresAt'])
      .where('sessions.hash', '=', hash)
      .executeTakeFirst();
  },

  async insert(db: Database, row: SessionRow): Promise<void> {
    await db.insertInto('sessions').values(row).execute();
  },

  async delete(db: Database, hash: string): Promise<void> {
    await db.deleteFrom('sessions').where('hash', '=', hash).execute();
  },

  async deleteExpired(db: Database, now: number): Promise<void> {
    await db.deleteFrom('sessions').where('expiresAt', '<=', now).execute();
  },
};
