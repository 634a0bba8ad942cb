import type { ApiTokenRow, Database, UserRow } from './tables.ts';
import { userTable } from './user-table.ts';

export const apiTokenTable = {
  /** With whose it is. */
  async userByHash(
    db: Database,
    hash: string,
  ): Promise<{ token: ApiTokenRow; user: UserRow } | undefined> {
    const token = await db
      .selectFrom('apiTokens')
      .selectAll()
      .where('hash', '=', hash)
      .executeTakeFirst();
    const user = token && (await userTable.byId(db, token.userId));
    return user && { token, user };
  },

  /** Newest first. */
  async ofUser(db: Database, userId: string): Promise<ApiTokenRow[]> {
    return db
      .selectFrom('apiTokens')
      .selectAll()
      .where('userId', '=', userId)
      .orderBy('createdAt', 'desc')
      .orderBy('id')
      .execute();
  },

  async insert(db: Database, row: ApiTokenRow): Promise<void> {
    await db.insertInto('apiTokens').values(row).execute();
  },

  /** When it was last seen in use; an earlier time than the one there is changes nothing. */
  async used(db: Database, id: string, at: number): Promise<void> {
    await db
      .updateTable('apiTokens')
      .set({ lastUsedAt: at })
      .where('id', '=', id)
      .where((where) => where.or([where('lastUsedAt', 'is', null), where('lastUsedAt', '<', at)]))
      .execute();
  },

  async delete(db: Database, id: string): Promise<void> {
    await db.deleteFrom('apiTokens').where('id', '=', id).execute();
  },
};
