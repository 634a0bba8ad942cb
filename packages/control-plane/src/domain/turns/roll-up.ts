import { unsavedRevision, type AttemptRecord, type TurnRecord } from '@jackfield/gateway-config';
import { everyAgent, turnCountNames, turnRollupTable } from '../../store/turn-rollup-table.ts';
import type { Database, Grain, TurnCounts, TurnRollupRow } from '../../store/tables.ts';
import { fellBack, lastTurnText } from './last-turn.ts';
import { bucketOf, latencyTextWith } from './latency-histogram.ts';
import { monthOf } from './month.ts';
import { whole } from './to-turn-row.ts';
import { isUnpriced } from './turn-cost.ts';

export const grainMs: Readonly<Record<Grain, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** How long after it began a turn can be recorded without a look at months that are added up. */
export const lateMs = 2 * grainMs.day;

interface Tally {
  readonly key: Pick<TurnRollupRow, 'agentId' | 'model' | 'projectId'>;
  readonly counts: TurnCounts;
  /** The bucket of each first token's time. */
  readonly firstTokens: number[];
  last: TurnRecord | null;
  /** Of `last`, once all are counted. */
  lastText: string | null;
}

/** Of one minute, hour or day, each agent's: few, as an agent asks few models. */
type Tallies = Map<string, Tally[]>;

/** By when the minutes, hours or days began. */
type Times = Map<number, Tallies>;

/**
 * Adds turns to the counts of their minute, hour and day, by agent and of all agents together; a month that
 * one of them comes too late for is added up anew by the next sweep. Call it where nobody else can write in
 * between what it reads and what it writes: `Store.writeRelaxed`.
 *
 * @param costs Of each turn.
 */
export async function rollUp(
  db: Database,
  turns: readonly TurnRecord[],
  costs: readonly (number | null)[],
  now: number,
): Promise<void> {
  const minutes: Times = new Map();
  for (let index = 0; index < turns.length; index += 1) {
    const turn = turns[index];
    if (turn !== undefined) count(turn, costs[index] ?? null, minutes);
  }
  for (const tallies of minutes.values()) addTotals(tallies);
  const hours = inLonger(minutes, grainMs.hour);
  await save(db, 'minute', minutes);
  await save(db, 'hour', hours);
  await save(db, 'day', inLonger(hours, grainMs.day));
  const late = turns.filter(({ startedAt }) => startedAt < now - lateMs);
  if (late.length > 0) await takeMonthsBack(db, late);
}

async function takeMonthsBack(db: Database, late: readonly TurnRecord[]): Promise<void> {
  for (const [month, turns] of Map.groupBy(late, ({ startedAt }) => monthOf(startedAt))) {
    await turnRollupTable.deleteMonth(db, month, [...new Set(turns.map(({ agentId }) => agentId))]);
  }
}

async function save(db: Database, grain: Grain, times: Times): Promise<void> {
  for (const [startsAt, tallies] of times) {
    const before = new Map<Tally, string>();
    for (const row of await turnRollupTable.firstTokens(db, grain, startsAt, [...tallies.keys()])) {
      const tally = tallies.get(row.agentId)?.find(({ key }) => isOf(key, row));
      if (tally !== undefined) before.set(tally, row.firstTokens);
    }
    const rows: TurnRollupRow[] = [];
    for (const ofAgent of tallies.values()) {
      for (const tally of ofAgent) {
        rows.push(toRow(grain, startsAt, tally, before.get(tally) ?? ''));
      }
    }
    await turnRollupTable.add(db, rows);
  }
}

function count(turn: TurnRecord, cost: number | null, minutes: Times): void {
  const startsAt = turn.startedAt - (turn.startedAt % grainMs.minute);
  let tallies = minutes.get(startsAt);
  if (tallies === undefined) {
    tallies = new Map();
    minutes.set(startsAt, tallies);
  }
  const { agentId, projectId } = turn;
  for (const attempt of turn.attempts) {
    const { counts } = tallyOf(tallies, { agentId, projectId, model: attempt.model });
    countAttempt(counts, attempt);
    if (isUnpriced(attempt, cost)) counts.unpricedAttempts += 1;
  }
  // Where no model could be asked at all, the first that was passed over is the chosen one.
  const model = turn.model ?? turn.skipped[0]?.model;
  if (model !== undefined) countTurn(tallyOf(tallies, { agentId, projectId, model }), turn, cost);
}

function tallyOf(tallies: Tallies, key: Tally['key']): Tally {
  let ofAgent = tallies.get(key.agentId);
  if (ofAgent === undefined) {
    ofAgent = [];
    tallies.set(key.agentId, ofAgent);
  }
  const known = ofAgent.find((tally) => isOf(tally.key, key));
  if (known !== undefined) return known;
  const made: Tally = { key, counts: noCounts(), firstTokens: [], last: null, lastText: null };
  ofAgent.push(made);
  return made;
}

/** Of an agent's. */
function isOf(key: Tally['key'], { model, projectId }: Omit<Tally['key'], 'agentId'>): boolean {
  return key.model === model && key.projectId === projectId;
}

/** The hours of minutes, or the days of hours: as they are where there is only one in each. */
function inLonger(times: Times, ms: number): Times {
  const longer: Times = new Map();
  for (const [startsAt, tallies] of times) {
    const at = startsAt - (startsAt % ms);
    const others = longer.get(at);
    longer.set(at, others === undefined ? tallies : addedUp(others, tallies));
  }
  return longer;
}

function addedUp(...parts: readonly Tallies[]): Tallies {
  const sums: Tallies = new Map();
  for (const part of parts.flatMap((tallies) => [...tallies.values()].flat())) {
    addTo(tallyOf(sums, part.key), part);
  }
  return sums;
}

function addTotals(tallies: Tallies): void {
  for (const part of [...tallies.values()].flat()) {
    addTo(tallyOf(tallies, { ...part.key, agentId: everyAgent }), part);
  }
}

function addTo(sum: Tally, part: Tally): void {
  for (const name of turnCountNames) sum.counts[name] += part.counts[name];
  sum.firstTokens.push(...part.firstTokens);
  if (part.last !== null) keepLast(sum, part.last);
}

function countTurn(tally: Tally, turn: TurnRecord, cost: number | null): void {
  const { counts, firstTokens } = tally;
  counts.turns += 1;
  if (turn.outcome === 'failed') counts.failed += 1;
  if (turn.outcome === 'left') counts.abandoned += 1;
  if (fellBack(turn)) counts.fellBack += 1;
  if (turn.heldOn) counts.holdPhrases += 1;
  counts.promptTokens += whole(turn.promptTokens) ?? 0;
  counts.cachedTokens += whole(turn.cachedTokens) ?? 0;
  counts.completionTokens += whole(turn.completionTokens) ?? 0;
  counts.reasoningTokens += whole(turn.reasoningTokens) ?? 0;
  counts.cost += cost ?? 0;
  if (cost === null && turn.outcome === 'answered') counts.unpriced += 1;
  if (turn.firstTokenMs !== null) firstTokens.push(bucketOf(turn.firstTokenMs));
  // How an unsaved setting did says nothing of what callers get.
  if (turn.revision !== unsavedRevision) keepLast(tally, turn);
}

function keepLast(tally: Tally, turn: TurnRecord): void {
  if (tally.last === null || endOf(turn) >= endOf(tally.last)) tally.last = turn;
}

function countAttempt(counts: TurnCounts, { cause, outcome }: AttemptRecord): void {
  if (outcome === 'failed') counts.attemptsFailed += 1;
  switch (cause) {
    case 'choice':
      break;
    case 'retry':
      counts.retries += 1;
      break;
    case 'fallback':
    case 'continuation':
      counts.fallbacks += 1;
      break;
    case 'hedge':
      if (outcome === 'answered') counts.hedgesWon += 1;
      else counts.hedgesLost += 1;
  }
}

function toRow(grain: Grain, startsAt: number, tally: Tally, before: string): TurnRollupRow {
  const { key, counts, firstTokens, last } = tally;
  tally.lastText ??= last === null ? '' : lastTurnText(last);
  return {
    ...counts,
    grain,
    startsAt,
    agentId: key.agentId,
    model: key.model,
    projectId: key.projectId,
    firstTokens: latencyTextWith(before, firstTokens),
    lastTurn: tally.lastText,
  };
}

function endOf(turn: TurnRecord): number {
  return turn.startedAt + turn.durationMs;
}

export function noCounts(): TurnCounts {
  return {
    turns: 0,
    failed: 0,
    abandoned: 0,
    fellBack: 0,
    attemptsFailed: 0,
    retries: 0,
    fallbacks: 0,
    hedgesWon: 0,
    hedgesLost: 0,
    holdPhrases: 0,
    promptTokens: 0,
    cachedTokens: 0,
    completionTokens: 0,
    reasoningTokens: 0,
    cost: 0,
    unpriced: 0,
    unpricedAttempts: 0,
  };
}
