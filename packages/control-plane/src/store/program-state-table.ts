import type { Database } from './tables.ts';

/** Small facts that the program remembers over a restart. */
export const programStateTable = {
  async get(db: Database, name: string): Promise<string | null> {
    const row = await db
      .selectFrom('programState')
      .select('value')
      .where('name', '=', name)
      .executeTakeFirst();
    return row?.value ?? null;
  },

  async set(db: Database, name: string, value: string): Promise<void> {
    await db
      .insertInto('programState')
      .values({ name, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute();
  },
};
