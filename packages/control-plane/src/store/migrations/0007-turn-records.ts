import { sql } from 'kysely';
import { isPostgres } from '../is-postgres.ts';
import type { Migration } from '../migrate.ts';
import type { Database } from '../tables.ts';

/** What turns did: each for a while, and counted by minute, hour and day; what was said where that is kept. */
export const turnRecords: Migration = {
  number: 7,
  name: 'turn records',
  async up(db) {
    await turnTable(db);
    await rollupTable(db);
    await captureTables(db);
    await db.schema
      .createTable('turn_writers')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('accounted', 'bigint', (column) => column.notNull())
      .addColumn('dropped', 'bigint', (column) => column.notNull())
      .addColumn('lost', 'bigint', (column) => column.notNull())
      .execute();
  },
};

/**
 * Agents, projects and keys are named, not referred to: a record outlives them. A request id holds its
 * millisecond (`request-id.ts`), so the primary key is the order of time, and on PostgreSQL what the
 * table is partitioned by: see `turn-partitions.ts`.
 */
async function turnTable(db: Database): Promise<void> {
  const inDays = isPostgres(db);
  const byBytes = inDays ? sql`text collate "C"` : sql`text`;
  let table = db.schema
    .createTable('turns')
    .addColumn('request_id', byBytes, (column) => column.primaryKey())
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('agent_id', 'text', (column) => column.notNull())
    .addColumn('key_id', 'text')
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('duration_ms', 'integer', (column) => column.notNull())
    .addColumn('first_token_ms', 'integer')
    .addColumn('streamed', 'integer', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('error_code', 'text')
    .addColumn('model', 'text')
    .addColumn('held_on', 'integer', (column) => column.notNull())
    .addColumn('prompt_tokens', 'bigint')
    .addColumn('cached_tokens', 'bigint')
    .addColumn('completion_tokens', 'bigint')
    .addColumn('reasoning_tokens', 'bigint')
    .addColumn('cost', 'bigint')
    .addColumn('repairs', 'text', (column) => column.notNull())
    .addColumn('skipped', 'text', (column) => column.notNull())
    .addColumn('attempts', 'text', (column) => column.notNull());
  if (inDays) table = table.modifyEnd(sql`partition by range (request_id)`);
  await table.execute();
  if (inDays) await sql`create table turns_rest partition of turns default`.execute(db);
  for (const column of ['agent_id', 'project_id']) {
    await db.schema
      .createIndex(`turns_by_${column}`)
      .on('turns')
      .columns([column, 'request_id'])
      .execute();
  }
  // The few that weren't answered are looked for most.
  for (const columns of [['request_id'], ['agent_id', 'request_id']]) {
    await db.schema
      .createIndex(`turns_not_answered_by_${columns.join('_')}`)
      .on('turns')
      .columns(columns)
      .where(sql`outcome`, '<>', sql.lit('answered'))
      .execute();
  }
}

/** One row a time, agent and model: what it counts is described in `tables.ts`. */
async function rollupTable(db: Database): Promise<void> {
  const key = ['grain', 'starts_at', 'agent_id', 'model', 'project_id'] as const;
  let table = db.schema
    .createTable('turn_rollups')
    .addColumn('grain', 'text', (column) => column.notNull())
    .addColumn('starts_at', 'bigint', (column) => column.notNull())
    .addColumn('agent_id', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('project_id', 'text', (column) => column.notNull());
  for (const count of [
    'turns',
    'failed',
    'abandoned',
    'fell_back',
    'attempts_failed',
    'retries',
    'fallbacks',
    'hedges_won',
    'hedges_lost',
    'hold_phrases',
    'prompt_tokens',
    'cached_tokens',
    'completion_tokens',
    'reasoning_tokens',
    'cost',
    'unpriced',
  ]) {
    table = table.addColumn(count, 'bigint', (column) => column.notNull());
  }
  await table
    .addColumn('first_tokens', 'text', (column) => column.notNull())
    .addColumn('last_turn', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('turn_rollups_key', [...key])
    .execute();
  await db.schema
    .createIndex('turn_rollups_by_agent')
    .on('turn_rollups')
    .columns(['agent_id', 'grain', 'starts_at'])
    .execute();
}

async function captureTables(db: Database): Promise<void> {
  await db.schema
    .createTable('agent_captures')
    .addColumn('agent_id', 'text', (column) =>
      column.primaryKey().references('agents.id').onDelete('cascade'),
    )
    .addColumn('capturing', 'integer', (column) => column.notNull())
    .addColumn('retention_days', 'integer', (column) => column.notNull())
    .addColumn('kept_from', 'text', (column) => column.notNull())
    .execute();
  // It outlives its agent by minutes: deleting much at once would hold up turns.
  await db.schema
    .createTable('captured_turns')
    .addColumn('request_id', 'text', (column) => column.primaryKey())
    .addColumn('agent_id', 'text', (column) => column.notNull())
    .addColumn('cut', 'integer', (column) => column.notNull())
    .addColumn('messages', 'text', (column) => column.notNull())
    .addColumn('answer', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('captured_turns_by_agent')
    .on('captured_turns')
    .columns(['agent_id', 'request_id'])
    .execute();
}
