import type { AgentBudgetRow } from '../../store/tables.ts';
import { periodOf } from './period-of.ts';

/**
 * Until when a budget has its agent's turns refused; `null` where it doesn't. It may be over: gateways judge
 * that by their own clock, so that a stop ends on time whoever is down.
 */
export function stoppedUntil(
  budget: Pick<AgentBudgetRow, 'stops' | 'reachedAt' | 'period' | 'periodFrom'>,
): number | null {
  if (budget.stops === 0 || budget.reachedAt === null) return null;
  return periodOf(budget.period, budget.periodFrom).to;
}
