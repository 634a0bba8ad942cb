import type { AgentBudgetRow } from '../../store/tables.ts';

export type BudgetLevel = 'within' | 'warning' | 'reached';

/** How far a budget is spent; `spent` is in billionths of a US dollar, as its amount. */
export function levelOf(
  { amount, warnAtPercent }: Pick<AgentBudgetRow, 'amount' | 'warnAtPercent'>,
  spent: number,
): BudgetLevel {
  if (spent >= amount) return 'reached';
  return spent * 100 >= amount * warnAtPercent ? 'warning' : 'within';
}
