import type { Migration } from '../migrate.ts';

/** What agents are tried with, and how models did. */
export const bakeOffs: Migration = {
  number: 13,
  name: 'bake-offs',
  async up(db) {
    await db.schema
      .createTable('test_sets')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('agent_id', 'text', (column) =>
        column.notNull().references('agents.id').onDelete('cascade'),
      )
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('name_key', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addUniqueConstraint('test_sets_by_name', ['agent_id', 'name_key'])
      .execute();
    await db.schema
      .createTable('test_cases')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('test_set_id', 'text', (column) =>
        column.notNull().references('test_sets.id').onDelete('cascade'),
      )
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('content', 'text', (column) => column.notNull())
      .addUniqueConstraint('test_cases_by_position', ['test_set_id', 'position'])
      .execute();
    await db.schema
      .createTable('bake_offs')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('agent_id', 'text', (column) =>
        column.notNull().references('agents.id').onDelete('cascade'),
      )
      .addColumn('test_set_id', 'text', (column) => column.notNull())
      .addColumn('test_set_name', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('candidates', 'text', (column) => column.notNull())
      .addColumn('baseline', 'text')
      .addColumn('judge', 'text')
      .addColumn('setup', 'text', (column) => column.notNull())
      .addColumn('cases', 'integer', (column) => column.notNull())
      .addColumn('parallel', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('started_at', 'bigint')
      .addColumn('ended_at', 'bigint')
      .addColumn('problem', 'text')
      .addColumn('leased_by', 'text')
      .addColumn('leased_until', 'bigint')
      .execute();
    await db.schema
      .createIndex('bake_offs_by_agent')
      .on('bake_offs')
      .columns(['agent_id', 'created_at'])
      .execute();
    await db.schema.createIndex('bake_offs_by_state').on('bake_offs').column('state').execute();
    await db.schema
      .createTable('bake_off_cases')
      .addColumn('bake_off_id', 'text', (column) =>
        column.notNull().references('bake_offs.id').onDelete('cascade'),
      )
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('content', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('bake_off_cases_key', ['bake_off_id', 'position'])
      .execute();
    await db.schema
      .createTable('bake_off_results')
      .addColumn('bake_off_id', 'text', (column) =>
        column.notNull().references('bake_offs.id').onDelete('cascade'),
      )
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('error_code', 'text')
      .addColumn('error_message', 'text')
      .addColumn('first_token_ms', 'integer')
      .addColumn('duration_ms', 'integer', (column) => column.notNull())
      .addColumn('prompt_tokens', 'bigint')
      .addColumn('completion_tokens', 'bigint')
      .addColumn('cost', 'bigint')
      .addColumn('judge_cost', 'bigint')
      .addColumn('answer', 'text', (column) => column.notNull())
      .addColumn('tool_calls', 'text', (column) => column.notNull())
      .addColumn('assertions', 'text', (column) => column.notNull())
      .addColumn('passed', 'integer')
      .addColumn('finished_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('bake_off_results_key', ['bake_off_id', 'position', 'model'])
      .execute();
  },
};
