import type { Migration } from '../migrate.ts';

/** An agent key's limit, and a connection's own certificates. */
export const keyLimitAndTls: Migration = {
  number: 6,
  name: 'agent key limit, TLS of connections',
  async up(db) {
    await db.schema.alterTable('agent_keys').addColumn('requests_per_minute', 'integer').execute();
    for (const column of ['tls_ca', 'tls_certificate', 'tls_key']) {
      await db.schema.alterTable('connections').addColumn(column, 'text').execute();
    }
  },
};
