import { sql } from 'kysely';
import { isPostgres } from '../is-postgres.ts';
import type { Migration } from '../migrate.ts';
import type { Database } from '../tables.ts';

export const firstTables: Migration = {
  number: 1,
  name: 'first tables',
  async up(db) {
    await programTables(db);
    await agentTables(db);
    await connectionTables(db);
    await accessTables(db);
    await auditTable(db);
  },
};

async function programTables(db: Database): Promise<void> {
  await db.schema
    .createTable('counters')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'bigint', (column) => column.notNull())
    .execute();
  await db.insertInto('counters').values({ name: 'configVersion', value: 1 }).execute();
  await db.schema
    .createTable('program_state')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('data_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('wrapped', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
}

async function agentTables(db: Database): Promise<void> {
  await db.schema
    .createTable('agents')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('slug', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('instructions', 'text')
    .addColumn('model', 'text')
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('model_settings')
    .addColumn('agent_id', 'text', (column) =>
      column.notNull().references('agents.id').onDelete('cascade'),
    )
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('setting', 'text', (column) => column.notNull())
    .addColumn('saved_at', 'bigint', (column) => column.notNull())
    .addColumn('saved_by', 'text', (column) => column.notNull())
    .addColumn('restored_from', 'integer')
    .addPrimaryKeyConstraint('model_settings_key', ['agent_id', 'revision'])
    .execute();
  await db.schema
    .createTable('agent_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('agent_id', 'text', (column) =>
      column.notNull().references('agents.id').onDelete('cascade'),
    )
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('hint', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('agent_keys_by_agent').on('agent_keys').column('agent_id').execute();
}

async function connectionTables(db: Database): Promise<void> {
  await db.schema
    .createTable('connections')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull().unique())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('model_id', 'text', (column) => column.notNull())
    .addColumn('auth_method', 'text', (column) => column.notNull())
    .addColumn('credential', 'text')
    .addColumn('credential_version', 'integer', (column) => column.notNull())
    .addColumn('streaming', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
  // No cascade from a connection: one that an agent's setting names can't be deleted.
  await db.schema
    .createTable('agent_connections')
    .addColumn('agent_id', 'text', (column) =>
      column.notNull().references('agents.id').onDelete('cascade'),
    )
    .addColumn('connection_id', 'text', (column) => column.notNull().references('connections.id'))
    .addPrimaryKeyConstraint('agent_connections_key', ['agent_id', 'connection_id'])
    .execute();
  await db.schema
    .createIndex('agent_connections_by_connection')
    .on('agent_connections')
    .column('connection_id')
    .execute();
  await db.schema
    .createTable('provider_credentials')
    .addColumn('provider', 'text', (column) => column.primaryKey())
    .addColumn('plain', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('allowed_endpoints')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('endpoint', 'text', (column) => column.notNull().unique())
    .addColumn('allowed_by', 'text', (column) => column.notNull())
    .addColumn('allowed_at', 'bigint', (column) => column.notNull())
    .execute();
}

async function accessTables(db: Database): Promise<void> {
  await db.schema
    .createTable('users')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('password_hash', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('sessions')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('user_id', 'text', (column) =>
      column.notNull().references('users.id').onDelete('cascade'),
    )
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
}

async function auditTable(db: Database): Promise<void> {
  await db.schema
    .createTable('audit_events')
    .addColumn('seq', 'bigint', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('target_kind', 'text', (column) => column.notNull())
    .addColumn('target_id', 'text', (column) => column.notNull())
    .addColumn('target_name', 'text')
    .addColumn('details', 'text', (column) => column.notNull())
    .addColumn('previous_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  await (isPostgres(db) ? appendOnlyInPostgres(db) : appendOnlyInSqlite(db));
}

/** The database itself refuses to change what was written. */
async function appendOnlyInSqlite(db: Database): Promise<void> {
  for (const change of ['update', 'delete']) {
    await sql`create trigger ${sql.raw(`audit_events_no_${change}`)} before ${sql.raw(change)} on audit_events
      begin select raise(abort, 'audit events are append-only'); end`.execute(db);
  }
}

async function appendOnlyInPostgres(db: Database): Promise<void> {
  await sql`create function audit_events_refuse() returns trigger language plpgsql as
    $$ begin raise exception 'audit events are append-only'; end $$`.execute(db);
  await sql`create trigger audit_events_append_only
    before update or delete or truncate on audit_events
    for each statement execute function audit_events_refuse()`.execute(db);
}
