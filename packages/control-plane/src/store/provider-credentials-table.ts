import type { Database, ProviderCredentialsRow } from './tables.ts';

export const providerCredentialsTable = {
  async byProvider(db: Database, provider: string): Promise<ProviderCredentialsRow | undefined> {
    return db
      .selectFrom('providerCredentials')
      .selectAll()
      .where('provider', '=', provider)
      .executeTakeFirst();
  },

  async all(db: Database): Promise<ProviderCredentialsRow[]> {
    return db.selectFrom('providerCredentials').selectAll().execute();
  },

  /** Replaces what was saved. */
  async put(db: Database, row: ProviderCredentialsRow): Promise<void> {
    const { plain, sealed, version, updatedAt } = row;
    await db
      .insertInto('providerCredentials')
      .values(row)
      .onConflict((conflict) =>
        conflict.column('provider').doUpdateSet({ plain, sealed, version, updatedAt }),
      )
      .execute();
  },

  async delete(db: Database, provider: string): Promise<void> {
    await db.deleteFrom('providerCredentials').where('provider', '=', provider).execute();
  },
};
