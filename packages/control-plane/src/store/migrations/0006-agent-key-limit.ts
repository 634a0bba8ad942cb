import type { Migration } from '../migrate.ts';

export const agentKeyLimit: Migration = {
  number: 6,
  name: 'agent key limit',
  async up(db) {
    await db.schema.alterTable('agent_keys').addColumn('requests_per_minute', 'integer').execute();
  },
};
