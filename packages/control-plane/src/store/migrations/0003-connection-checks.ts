import type { Migration } from '../migrate.ts';

/** What checks of connections found. */
export const connectionChecks: Migration = {
  number: 3,
  name: 'connection checks',
  async up(db) {
    await db.schema
      .createTable('connection_checks')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('connection_id', 'text', (column) =>
        column.notNull().references('connections.id').onDelete('cascade'),
      )
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('depth', 'text', (column) => column.notNull())
      .addColumn('ready', 'integer', (column) => column.notNull())
      .addColumn('headline', 'text', (column) => column.notNull())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      // Last, because it is large: reading what stands before it touches none of its pages.
      .addColumn('report', 'text', (column) => column.notNull())
      .addUniqueConstraint('connection_checks_number', ['connection_id', 'number'])
      .execute();
  },
};
