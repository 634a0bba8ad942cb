import { setImmediate as afterOthers } from 'node:timers/promises';
import type { Usage, UsageDimension } from '../../schemas/usage.ts';
import type { Database, Grain } from '../../store/tables.ts';
import {
  turnCountNames,
  turnRollupTable,
  type RollupColumn,
  type RollupRange,
  type RollupSum,
} from '../../store/turn-rollup-table.ts';
import { connectionIdOf } from '../connections/connection-model-id.ts';
import { lastTurnOf } from './last-turn.ts';
import { addLatencies, noLatencies, percentiles, type LatencyCounts } from './latency-histogram.ts';
import { monthAfter } from './month.ts';
import { grainMs, noCounts } from './roll-up.ts';
import { rollupsKeptMs } from './rollups-kept.ts';
import { sumsInParts } from './sums-in-parts.ts';
import { costUnit } from './turn-cost.ts';

export interface UsageQuestion {
  readonly from: number;
  readonly to: number;
  readonly by: readonly UsageDimension[];
  readonly projectIds: readonly string[] | null;
  readonly agentId: string | undefined;
  readonly model: string | undefined;
}

interface Group extends Pick<Usage, 'agentId' | 'model' | 'connectionId' | 'provider' | 'at'> {
  readonly counts: ReturnType<typeof noCounts>;
  readonly firstTokens: LatencyCounts;
  lastTurn: string;
}

/** Which counts answer for a period: as fine as its length asks for, and as they are kept. */
export function grainFor(
  { from, to, by }: Pick<UsageQuestion, 'from' | 'to' | 'by'>,
  now: number,
): Grain {
  if (by.includes('hour')) return 'hour';
  if (by.includes('day')) return 'day';
  const isKept = (grain: Grain): boolean => now - from < rollupsKeptMs[grain];
  if (to - from <= 2 * grainMs.hour && isKept('minute')) return 'minute';
  return to - from <= 3 * grainMs.day && isKept('hour') ? 'hour' : 'day';
}

/** What the turns of a period came to, one item a group that had any; times in order, then the busiest first. */
export async function readUsage(
  db: Database,
  question: UsageQuestion,
  grain: Grain,
): Promise<Usage[]> {
  const { from, to, by, projectIds, agentId, model } = question;
  const columns = columnsOf(by);
  const range = { from, to, projectIds, agentId, model };
  const groups = new Map<string, Group>();
  const parts =
    grain === 'day' && !columns.includes('startsAt')
      ? sumsOfMonths(db, range, columns)
      : sumsInParts(db, { ...range, grain }, columns);
  for await (const sums of parts) {
    for (const sum of sums) add(groups, sum, by);
  }
  return [...groups].toSorted(order).map(([, group]) => toUsage(group));
}

/** Whole months where they are added up, days beside them. */
async function* sumsOfMonths(
  db: Database,
  range: Omit<RollupRange, 'grain'>,
  columns: readonly RollupColumn[],
): AsyncGenerator<RollupSum[]> {
  let { from } = range;
  for (const month of await turnRollupTable.months(db, range.from, range.to)) {
    const to = monthAfter(month);
    if (to > range.to) break;
    yield* sumsInParts(db, { ...range, grain: 'day', from, to: month }, columns);
    yield await turnRollupTable.sums(db, { ...range, grain: 'month', from: month, to }, columns);
    await afterOthers();
    from = to;
  }
  yield* sumsInParts(db, { ...range, grain: 'day', from }, columns);
}

type Entry = readonly [key: string, group: Group];

/** By the key in the end, so that the same question has one answer, in whatever parts it was asked. */
function order([key, one]: Entry, [otherKey, other]: Entry): number {
  if (one.at !== other.at) return (one.at ?? '') < (other.at ?? '') ? -1 : 1;
  return other.counts.turns - one.counts.turns || (key < otherKey ? -1 : 1);
}

function columnsOf(by: readonly UsageDimension[]): RollupColumn[] {
  const columns = by.flatMap((dimension): RollupColumn | [] => {
    switch (dimension) {
      case 'agent':
        return 'agentId';
      case 'hour':
      case 'day':
        return 'startsAt';
      case 'model':
      case 'connection':
      case 'provider':
        return 'model';
      case 'total':
        return [];
    }
  });
  return [...new Set(columns)];
}

function add(groups: Map<string, Group>, sum: RollupSum, by: readonly UsageDimension[]): void {
  const key = keyOf(sum, by);
  const text = JSON.stringify(key);
  let group = groups.get(text);
  if (group === undefined) {
    group = { ...key, counts: noCounts(), firstTokens: noLatencies(), lastTurn: '' };
    groups.set(text, group);
  }
  for (const name of turnCountNames) group.counts[name] += sum[name];
  addLatencies(group.firstTokens, sum.firstTokens);
  if (sum.lastTurn > group.lastTurn) group.lastTurn = sum.lastTurn;
}

function keyOf(
  { agentId, model, startsAt }: RollupSum,
  by: readonly UsageDimension[],
): Pick<Group, 'agentId' | 'model' | 'connectionId' | 'provider' | 'at'> {
  const isBy = (dimension: UsageDimension): boolean => by.includes(dimension);
  return {
    agentId: (isBy('agent') ? agentId : null) ?? null,
    model: (isBy('model') ? model : null) ?? null,
    connectionId: isBy('connection') ? connectionIdOf(model ?? '') : null,
    // Every id of the catalogue begins with its provider's.
    provider: isBy('provider') ? ((model ?? '').split('/', 1)[0] ?? null) : null,
    at:
      startsAt !== undefined && (isBy('hour') || isBy('day'))
        ? new Date(startsAt).toISOString()
        : null,
  };
}

function toUsage({ counts, firstTokens, lastTurn, ...key }: Group): Usage {
  const { abandoned, hedgesWon, hedgesLost, cost, unpriced, ...same } = counts;
  const [p50 = null, p95 = null, p99 = null] = percentiles(firstTokens, [0.5, 0.95, 0.99]);
  return {
    ...key,
    ...same,
    left: abandoned,
    hedges: { won: hedgesWon, lost: hedgesLost },
    costUsd: cost / costUnit,
    unpricedTurns: unpriced,
    firstTokenP50Ms: p50,
    firstTokenP95Ms: p95,
    firstTokenP99Ms: p99,
    lastTurn: lastTurnOf(lastTurn),
  };
}
