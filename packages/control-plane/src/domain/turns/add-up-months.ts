import type { Log } from '../../options.ts';
import type { Store } from '../../store/store.ts';
import type { Database, TurnRollupRow } from '../../store/tables.ts';
import {
  everyAgent,
  turnCountNames,
  turnRollupTable,
  type RollupSum,
} from '../../store/turn-rollup-table.ts';
import { inSteps } from './in-steps.ts';
import { latencyTextWith } from './latency-histogram.ts';
import { monthAfter, monthOf } from './month.ts';
import { grainMs, lateMs } from './roll-up.ts';
import { rollupsKeptMs } from './rollups-kept.ts';
import { sumsInParts } from './sums-in-parts.ts';

/** A day more than a turn that goes without a look at months may be old: clocks of processes differ. */
const overMs = lateMs + grainMs.day;

export interface AddUpMonthsOptions {
  readonly store: Store;
  readonly log: Log;
  readonly clock: () => number;
}

/**
 * Adds up the days of each month that is over, an agent a step, so that a year by agent needn't read every day
 * of a thousand agents. The rows of all agents together come last and say that the month is whole: nothing reads
 * those of an agent without them, and one that was left half-way goes on. A month without turns needs none.
 *
 * Never throws: what can't be added up now is by the next call.
 */
export async function addUpMonths(
  { store, log, clock }: AddUpMonthsOptions,
  signal: AbortSignal,
): Promise<void> {
  try {
    const now = clock();
    // There may be none: one that was added up by a clock which ran ahead has only some of its turns.
    await store.writeRelaxed((db) => turnRollupTable.deleteMonthsFrom(db, monthOf(now - overMs)));
    for (const month of await missingMonths(store.db, now)) {
      if (signal.aborted) return;
      await addUp(store, month, signal);
    }
  } catch (err) {
    log.warn({ err }, 'What turns came to by month could not be added up yet');
  }
}

async function missingMonths(db: Database, now: number): Promise<number[]> {
  const oldest = await turnRollupTable.oldest(db, 'day');
  if (oldest === null) return [];
  const end = monthOf(now - overMs);
  const known = new Set(await turnRollupTable.months(db, monthOf(oldest), end));
  const missing: number[] = [];
  for (let month = monthOf(oldest); month < end; month = monthAfter(month)) {
    // Of one whose first day is gone, days alone tell.
    if (month >= now - rollupsKeptMs.day && !known.has(month)) missing.push(month);
  }
  return missing;
}

async function addUp(store: Store, month: number, signal: AbortSignal): Promise<void> {
  const before = textOf(await rowsOf(store.db, month, everyAgent));
  if (before === '') return;
  let agentId = everyAgent;
  await inSteps(store, signal, async (db) => {
    const next = await turnRollupTable.agentAfter(db, agentId);
    const of = next ?? everyAgent;
    if (!(await turnRollupTable.hasMonth(db, month, of))) {
      const rows = await rowsOf(db, month, of);
      // A turn that was recorded late meanwhile may be of an agent whose step was over.
      if (next !== null || textOf(rows) === before) await turnRollupTable.add(db, rows);
    }
    agentId = of;
    return next !== null;
  });
}

async function rowsOf(db: Database, month: number, agentId: string): Promise<TurnRollupRow[]> {
  const range = {
    grain: 'day',
    from: month,
    to: monthAfter(month),
    projectIds: null,
    agentId: agentId === everyAgent ? undefined : agentId,
    model: undefined,
  } as const;
  const rows = new Map<string, TurnRollupRow>();
  for await (const sums of sumsInParts(db, range, ['model', 'projectId'])) {
    for (const sum of sums) add(rows, month, agentId, sum);
  }
  return [...rows.values()];
}

function add(
  rows: Map<string, TurnRollupRow>,
  month: number,
  agentId: string,
  { model = '', projectId = '', ...sum }: RollupSum,
): void {
  const key = JSON.stringify([model, projectId]);
  const row = rows.get(key);
  if (row === undefined) {
    const firstTokens = latencyTextWith(sum.firstTokens, []);
    rows.set(key, {
      ...sum,
      grain: 'month',
      startsAt: month,
      agentId,
      model,
      projectId,
      firstTokens,
    });
    return;
  }
  for (const name of turnCountNames) row[name] += sum[name];
  row.firstTokens = latencyTextWith(row.firstTokens + sum.firstTokens, []);
  if (sum.lastTurn > row.lastTurn) row.lastTurn = sum.lastTurn;
}

function textOf(rows: readonly TurnRollupRow[]): string {
  return rows
    .map((row) => JSON.stringify(row))
    .toSorted()
    .join();
}
