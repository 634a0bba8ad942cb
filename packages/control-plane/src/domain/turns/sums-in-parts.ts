import { setImmediate as afterOthers } from 'node:timers/promises';
import type { Database, Grain } from '../../store/tables.ts';
import {
  turnRollupTable,
  type RollupColumn,
  type RollupRange,
  type RollupSum,
} from '../../store/turn-rollup-table.ts';
import { grainMs } from './roll-up.ts';

/**
 * A query of the embedded database holds up all that runs here, so a long one is asked in parts of about
 * this much CPU time: on a busy machine time passes that nobody here has taken.
 */
const partMs = 4;

/** The sums of a range, part by part: who reads them adds up those of a group. */
export async function* sumsInParts(
  db: Database,
  range: RollupRange & { readonly grain: Grain },
  by: readonly RollupColumn[],
): AsyncGenerator<RollupSum[]> {
  const unit = grainMs[range.grain];
  let part = unit;
  for (let from = range.from; from < range.to;) {
    const to = Math.min(range.to, from + part);
    const before = process.threadCpuUsage();
    yield await turnRollupTable.sums(db, { ...range, from, to }, by);
    const took = process.threadCpuUsage(before);
    const tookMs = (took.user + took.system) / 1_000;
    if (tookMs < partMs / 2) part *= 2;
    else if (tookMs > partMs) part = Math.max(unit, unit * Math.floor(part / 2 / unit));
    from = to;
    await afterOthers();
  }
}
