import type { Database, PasswordLinkRow } from './tables.ts';

export const passwordLinkTable = {
  async byHash(db: Database, hash: string): Promise<PasswordLinkRow | undefined> {
    return db.selectFrom('passwordLinks').selectAll().where('hash', '=', hash).executeTakeFirst();
  },

  /** Replaces the one that the user had: only the newest link opens anything. */
  async put(db: Database, row: PasswordLinkRow): Promise<void> {
    await passwordLinkTable.deleteOfUser(db, row.userId);
    await db.insertInto('passwordLinks').values(row).execute();
  },

  async deleteOfUser(db: Database, userId: string): Promise<void> {
    await db.deleteFrom('passwordLinks').where('userId', '=', userId).execute();
  },
};
