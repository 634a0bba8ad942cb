import type { Database } from './tables.ts';

/** The version of the configuration that gateways load: it only ever grows. */
export const configVersion = {
  async current(db: Database): Promise<number> {
    const row = await db
      .selectFrom('counters')
      .select('value')
      .where('name', '=', 'configVersion')
      .executeTakeFirstOrThrow();
    return row.value;
  },

  /** The next one; call it inside the transaction whose change it stands for. */
  async next(db: Database): Promise<number> {
    const row = await db
      .updateTable('counters')
      .set((expression) => ({ value: expression('value', '+', 1) }))
      .where('name', '=', 'configVersion')
      .returning('value')
      .executeTakeFirstOrThrow();
    return row.value;
  },
};
