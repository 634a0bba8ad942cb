import type { Migration } from '../migrate.ts';

/** How many attempts a vendor may bill that are not in the cost. What was counted before has none. */
export const unpricedAttempts: Migration = {
  number: 11,
  name: 'unpriced attempts',
  async up(db) {
    await db.schema
      .alterTable('turn_rollups')
      .addColumn('unpriced_attempts', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
