import type { Migration } from '../migrate.ts';

/**
 * What each version of the configuration changed, so that other processes read only that; and the
 * gateways that share the database, with what each has loaded.
 */
export const severalProcesses: Migration = {
  number: 8,
  name: 'several processes',
  async up(db) {
    await db.schema
      .createTable('config_changes')
      .addColumn('version', 'bigint', (column) => column.primaryKey())
      .addColumn('touched', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('gateways')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('host', 'text', (column) => column.notNull())
      .addColumn('version', 'text', (column) => column.notNull())
      .addColumn('config_version', 'bigint', (column) => column.notNull())
      .addColumn('agents', 'integer', (column) => column.notNull())
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('seen_at', 'bigint', (column) => column.notNull())
      .execute();
  },
};
