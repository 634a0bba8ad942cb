import type { Change } from '../../publish/changes.ts';
import { agentBudgetTable } from '../../store/agent-budget-table.ts';
import type { AgentBudgetRow, AgentRow, Database } from '../../store/tables.ts';
import { turnRollupTable } from '../../store/turn-rollup-table.ts';
import { costUnit } from '../turns/turn-cost.ts';
import { announce } from '../webhooks/announce.ts';
import { levelOf } from './level-of.ts';
import { periodOf, type Period } from './period-of.ts';

/**
 * Brings what is known of a budget up to what is spent, in the change's own transaction: what it reached is
 * kept, told of once a period, and, where it stops, given to gateways.
 */
export async function settleBudget(
  change: Change,
  agent: Pick<AgentRow, 'id' | 'name' | 'slug' | 'projectId'>,
  saved: AgentBudgetRow,
): Promise<AgentBudgetRow> {
  const period = periodOf(saved.period, change.now);
  const spent = await spentIn(change.db, agent.id, period);
  const before = forPeriod(saved, period);
  const level = levelOf(before, spent);
  const after = {
    ...before,
    warnedAt: level === 'within' ? before.warnedAt : (before.warnedAt ?? change.now),
    reachedAt: level === 'reached' ? (before.reachedAt ?? change.now) : before.reachedAt,
  };
  const news =
    after.reachedAt !== before.reachedAt
      ? 'reached'
      : after.warnedAt !== before.warnedAt
        ? 'warning'
        : null;
  await agentBudgetTable.save(change.db, after);
  if (news === null) return after;
  if (after.stops === 1 && news === 'reached') change.touched.agents.add(agent.id);
  const { id, name, slug, projectId } = agent;
  const facts = {
    amountUsd: after.amount / costUnit,
    period: after.period,
    spentUsd: spent / costUnit,
    until: new Date(period.to).toISOString(),
    stops: after.stops === 1,
  };
  await announce(change, { type: `budget.${news}`, data: { agent: { id, name, slug }, ...facts } });
  await change.audit({
    action: `budget.${news}`,
    target: { kind: 'agent', id, name },
    details: facts,
    projectId,
  });
  return after;
}

/** What an agent's turns cost that began in a period, in billionths of a US dollar. */
async function spentIn(db: Database, agentId: string, period: Period): Promise<number> {
  const [row] = await turnRollupTable.costs(db, [agentId], period.from, period.to);
  return row?.cost ?? 0;
}

/** What was told in an earlier period counts no more. */
export function forPeriod(budget: AgentBudgetRow, { from }: Period): AgentBudgetRow {
  if (budget.periodFrom === from) return budget;
  return { ...budget, periodFrom: from, warnedAt: null, reachedAt: null };
}
