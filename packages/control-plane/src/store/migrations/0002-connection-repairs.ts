import type { Migration } from '../migrate.ts';

/** What is mended for a connection's endpoint, and what its check found it can do. */
export const connectionRepairs: Migration = {
  number: 2,
  name: 'connection repairs',
  async up(db) {
    await db.schema.alterTable('connections').addColumn('repairs', 'text').execute();
    await db.schema.alterTable('connections').addColumn('capabilities', 'text').execute();
  },
};
