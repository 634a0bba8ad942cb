import type { Migration } from '../migrate.ts';

export const connectionInFlight: Migration = {
  number: 4,
  name: 'connection in-flight limit',
  async up(db) {
    await db.schema.alterTable('connections').addColumn('in_flight_max', 'integer').execute();
  },
};
