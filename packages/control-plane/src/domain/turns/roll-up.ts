import { unsavedRevision, type AttemptRecord, type TurnRecord } from '@jackfield/gateway-config';
import { turnCountNames, turnRollupTable } from '../../store/turn-rollup-table.ts';
import type { Database, Grain, TurnCounts, TurnRollupRow } from '../../store/tables.ts';
import { fellBack, lastTurnText } from './last-turn.ts';
import {
  addLatencies,
  addLatency,
  latencyText,
  noLatencies,
  type LatencyCounts,
} from './latency-histogram.ts';
import { wholeTokens } from './to-turn-row.ts';
import { unpricedAttempts } from './turn-cost.ts';

export const grainMs: Readonly<Record<Grain, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};
const grains: readonly Grain[] = ['minute', 'hour', 'day'];

interface Tally {
  readonly key: Pick<TurnRollupRow, 'agentId' | 'model' | 'projectId'>;
  readonly startsAt: number;
  readonly counts: TurnCounts;
  readonly firstTokens: LatencyCounts;
  last: TurnRecord | null;
}

/**
 * Adds turns to the counts of their minute, hour and day. Call it where nobody else can write in
 * between what it reads and what it writes: `Store.writeRelaxed`.
 */
export async function rollUp(
  db: Database,
  turns: readonly { readonly turn: TurnRecord; readonly cost: number | null }[],
): Promise<void> {
  for (const grain of grains) {
    const tallies = new Map<string, Tally>();
    for (const { turn, cost } of turns) count(turn, cost, grain, tallies);
    for (const [startsAt, ofOneTime] of Map.groupBy(tallies.values(), (one) => one.startsAt)) {
      const agentIds = [...new Set(ofOneTime.map(({ key }) => key.agentId))];
      const rows = await turnRollupTable.at(db, grain, startsAt, agentIds);
      const before = new Map(rows.map((row) => [keyText(row), row]));
      await turnRollupTable.save(
        db,
        ofOneTime.map((tally) => toRow(grain, tally, before.get(keyText(tally.key)))),
      );
    }
  }
}

function count(
  turn: TurnRecord,
  cost: number | null,
  grain: Grain,
  tallies: Map<string, Tally>,
): void {
  const { projectId, agentId } = turn;
  const startsAt = turn.startedAt - (turn.startedAt % grainMs[grain]);
  const tally = (model: string): Tally => {
    const key = { agentId, model, projectId };
    const text = `${startsAt} ${keyText(key)}`;
    const known = tallies.get(text);
    if (known !== undefined) return known;
    const made = { key, startsAt, counts: noCounts(), firstTokens: noLatencies(), last: null };
    tallies.set(text, made);
    return made;
  };
  for (const attempt of turn.attempts) {
    const { counts } = tally(attempt.model);
    countAttempt(counts, attempt);
    counts.unpricedAttempts += unpricedAttempts([attempt], cost);
  }
  // Where no model could be asked at all, the first that was passed over is the chosen one.
  const model = turn.model ?? turn.skipped[0]?.model;
  if (model !== undefined) countTurn(tally(model), turn, cost);
}

function countTurn(tally: Tally, turn: TurnRecord, cost: number | null): void {
  const { counts, firstTokens } = tally;
  const { promptTokens, cachedTokens, completionTokens, reasoningTokens } = wholeTokens(turn);
  counts.turns += 1;
  if (turn.outcome === 'failed') counts.failed += 1;
  if (turn.outcome === 'left') counts.abandoned += 1;
  if (fellBack(turn)) counts.fellBack += 1;
  if (turn.heldOn) counts.holdPhrases += 1;
  counts.promptTokens += promptTokens ?? 0;
  counts.cachedTokens += cachedTokens ?? 0;
  counts.completionTokens += completionTokens ?? 0;
  counts.reasoningTokens += reasoningTokens ?? 0;
  counts.cost += cost ?? 0;
  if (cost === null && turn.outcome === 'answered') counts.unpriced += 1;
  if (turn.firstTokenMs !== null) addLatency(firstTokens, turn.firstTokenMs);
  // How an unsaved setting did says nothing of what callers get.
  if (turn.revision === unsavedRevision) return;
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

function toRow(grain: Grain, tally: Tally, before: TurnRollupRow | undefined): TurnRollupRow {
  const { key, startsAt, counts, firstTokens, last } = tally;
  const lastTurn = last === null ? '' : lastTurnText(last);
  if (before === undefined) {
    return { grain, startsAt, ...key, ...counts, firstTokens: latencyText(firstTokens), lastTurn };
  }
  for (const name of turnCountNames) counts[name] += before[name];
  addLatencies(firstTokens, before.firstTokens);
  return {
    grain,
    startsAt,
    ...key,
    ...counts,
    firstTokens: latencyText(firstTokens),
    lastTurn: lastTurn > before.lastTurn ? lastTurn : before.lastTurn,
  };
}

function endOf(turn: TurnRecord): number {
  return turn.startedAt + turn.durationMs;
}

/** Ids and models hold no space. */
function keyText({ agentId, model, projectId }: Tally['key']): string {
  return `${agentId} ${model} ${projectId}`;
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
