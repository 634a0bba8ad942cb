import type { Grain } from '../../store/tables.ts';
import { grainMs } from './roll-up.ts';

/**
 * How long counts are kept: a chart of two years by day, of three months by hour, of two days by minute. Months
 * are kept as long as their first day.
 */
export const rollupsKeptMs: Readonly<Record<Grain, number>> = {
  minute: 2 * grainMs.day,
  hour: 100 * grainMs.day,
  day: 800 * grainMs.day,
};
