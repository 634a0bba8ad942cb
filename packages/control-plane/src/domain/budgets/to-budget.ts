import type { Services } from '../../services.ts';
import type { Budget } from '../../schemas/budget.ts';
import { agentBudgetTable } from '../../store/agent-budget-table.ts';
import { modelSettingTable } from '../../store/model-setting-table.ts';
import type { AgentRow, Database } from '../../store/tables.ts';
import { turnRollupTable } from '../../store/turn-rollup-table.ts';
import { parseSetting } from '../model-settings/stored-setting.ts';
import { costUnit } from '../turns/turn-cost.ts';
import { levelOf } from './level-of.ts';
import { periodOf } from './period-of.ts';
import { forPeriod } from './settle-budget.ts';

/** An agent's budget beside what is spent of it; where there is none, beside what this month has cost. */
export async function toBudget(services: Services, db: Database, agent: AgentRow): Promise<Budget> {
  const now = services.options.clock();
  const saved = await agentBudgetTable.byAgent(db, agent.id);
  const period = periodOf(saved?.period ?? 'month', now);
  const sums = await turnRollupTable.sums(
    db,
    { grain: 'day', ...period, projectIds: null, agentId: agent.id, model: undefined },
    ['model'],
  );
  const spent = sums.reduce((sum, { cost }) => sum + cost, 0);
  const unpriced = sums.filter((sum) => sum.unpriced > 0);
  const common = {
    from: iso(period.from),
    to: iso(period.to),
    spentUsd: spent / costUnit,
    unpricedTurns: unpriced.reduce((sum, row) => sum + row.unpriced, 0),
    unpricedModels: await unpricedModels(
      services,
      db,
      agent,
      unpriced.flatMap(({ model }) => model ?? []),
    ),
  };
  if (saved === undefined) {
    return {
      amountUsd: null,
      period: 'month',
      warnAtPercent: 80,
      stops: false,
      ...common,
      state: 'none',
      warnedAt: null,
      reachedAt: null,
      stoppedUntil: null,
    };
  }
  const row = forPeriod(saved, period);
  const stopped = services.publisher.stoppedUntil(agent.id);
  return {
    amountUsd: row.amount / costUnit,
    period: row.period,
    warnAtPercent: row.warnAtPercent,
    stops: row.stops === 1,
    ...common,
    state: levelOf(row, spent),
    warnedAt: row.warnedAt === null ? null : iso(row.warnedAt),
    reachedAt: row.reachedAt === null ? null : iso(row.reachedAt),
    stoppedUntil: stopped === null || stopped <= now ? null : iso(stopped),
  };
}

async function unpricedModels(
  { catalogue }: Services,
  db: Database,
  agent: AgentRow,
  used: readonly string[],
): Promise<string[]> {
  const row = await modelSettingTable.revision(db, agent.id, agent.revision);
  const setting = row === undefined ? null : parseSetting(row.setting);
  const named =
    setting === null ? [] : [setting.model, ...setting.fallbacks.map(({ model }) => model)];
  const priced = new Set(
    catalogue.current().entries.flatMap(({ id, price }) => (price == null ? [] : [id])),
  );
  return [...new Set([...named, ...used])].filter((model) => !priced.has(model));
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
