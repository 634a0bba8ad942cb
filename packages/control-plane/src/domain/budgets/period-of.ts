import type { BudgetPeriod } from '../../store/tables.ts';

/** From its first millisecond up to and without the next period's: milliseconds since 1970. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** The day or month that `now` is in, by UTC, as counts of turns are kept. */
export function periodOf(period: BudgetPeriod, now: number): Period {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  return period === 'day'
    ? { from: Date.UTC(year, month, day), to: Date.UTC(year, month, day + 1) }
    : { from: Date.UTC(year, month), to: Date.UTC(year, month + 1) };
}
