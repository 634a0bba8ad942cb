import type { Migration } from '../migrate.ts';

/** What agents may spend. */
export const agentBudgets: Migration = {
  number: 12,
  name: 'agent budgets',
  async up(db) {
    await db.schema
      .createTable('agent_budgets')
      .addColumn('agent_id', 'text', (column) =>
        column.primaryKey().references('agents.id').onDelete('cascade'),
      )
      .addColumn('amount', 'bigint', (column) => column.notNull())
      .addColumn('period', 'text', (column) => column.notNull())
      .addColumn('warn_at_percent', 'integer', (column) => column.notNull())
      .addColumn('stops', 'integer', (column) => column.notNull())
      .addColumn('period_from', 'bigint', (column) => column.notNull())
      .addColumn('warned_at', 'bigint')
      .addColumn('reached_at', 'bigint')
      .execute();
  },
};
