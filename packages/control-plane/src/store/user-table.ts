import type { Database, UserRow } from './tables.ts';

export const userTable = {
  async all(db: Database): Promise<UserRow[]> {
    return db.selectFrom('users').selectAll().orderBy('nameKey').execute();
  },

  async byId(db: Database, id: string): Promise<UserRow | undefined> {
    return db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
  },

  async byNameKey(db: Database, nameKey: string): Promise<UserRow | undefined> {
    return db.selectFrom('users').selectAll().where('nameKey', '=', nameKey).executeTakeFirst();
  },

  async byEmailKey(db: Database, emailKey: string): Promise<UserRow | undefined> {
    return db.selectFrom('users').selectAll().where('emailKey', '=', emailKey).executeTakeFirst();
  },

  async bySsoSubject(db: Database, ssoSubject: string): Promise<UserRow | undefined> {
    return db
      .selectFrom('users')
      .selectAll()
      .where('ssoSubject', '=', ssoSubject)
      .executeTakeFirst();
  },

  /** The admins who could sign in now: neither disabled nor still to accept their invitation. */
  async activeAdmins(db: Database): Promise<UserRow[]> {
    return db
      .selectFrom('users')
      .selectAll()
      .where('role', '=', 'admin')
      .where('disabled', '=', 0)
      .where((where) =>
        where.or([where('passwordHash', '!=', ''), where('ssoSubject', 'is not', null)]),
      )
      .execute();
  },

  async insert(db: Database, row: UserRow): Promise<void> {
    await db.insertInto('users').values(row).execute();
  },

  async update(db: Database, id: string, change: Partial<Omit<UserRow, 'id'>>): Promise<void> {
    await db.updateTable('users').set(change).where('id', '=', id).execute();
  },

  /** With sessions, tokens, links and memberships. */
  async delete(db: Database, id: string): Promise<void> {
    await db.deleteFrom('users').where('id', '=', id).execute();
  },
};
