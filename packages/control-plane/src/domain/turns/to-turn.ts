import type { SkippedModel } from '@jackfield/gateway-config';
import type { Turn, TurnSummary } from '../../schemas/turn.ts';
import type { TurnRow } from '../../store/tables.ts';
import { fellBack } from './last-turn.ts';
import { whole, wholeTokens, type StoredAttempt } from './to-turn-row.ts';
import { answerOf, costUnit, mayBeBilled, unpricedAttempts } from './turn-cost.ts';

export function toTurnSummary(row: TurnRow): TurnSummary {
  const attempts = attemptsOf(row);
  return { ...common(row, attempts), attempts: attempts.length };
}

export function toTurn(row: TurnRow, captured: boolean): Turn {
  const attempts = attemptsOf(row);
  return {
    ...common(row, attempts),
    keyId: row.keyId,
    captured,
    heldOn: row.heldOn === 1,
    // Holds for both: only `toTurnRow` writes them.
    repairs: JSON.parse(row.repairs) as string[],
    skipped: JSON.parse(row.skipped) as SkippedModel[],
    attempts: attempts.map((attempt) => ({
      ...attempt,
      ...wholeTokens(attempt),
      cacheWriteTokens: whole(attempt.cacheWriteTokens ?? null),
      costUsd: dollars(attempt.outcome === 'answered' ? row.cost : mayBeBilled(attempt) ? null : 0),
      startedAt: new Date(attempt.startedAt).toISOString(),
      startMs: attempt.startedAt - row.startedAt,
    })),
  };
}

function common(row: TurnRow, attempts: readonly StoredAttempt[]): Omit<TurnSummary, 'attempts'> {
  const { requestId, projectId, agentId, revision, durationMs, firstTokenMs, model } = row;
  const { promptTokens, cachedTokens, completionTokens, reasoningTokens } = row;
  // Worked out here, so that it is true of turns that were kept before anybody asked.
  const unpriced = unpricedAttempts(attempts, row.cost);
  return {
    requestId,
    projectId,
    agentId,
    revision,
    startedAt: new Date(row.startedAt).toISOString(),
    durationMs,
    firstTokenMs,
    streamed: row.streamed === 1,
    outcome: row.outcome,
    errorCode: row.errorCode,
    model,
    fellBack: fellBack({ attempts, model }),
    promptTokens,
    cachedTokens,
    completionTokens,
    reasoningTokens,
    costUsd: dollars(unpriced > 0 && answerOf(attempts) === undefined ? null : row.cost),
    unpricedAttempts: unpriced,
  };
}

function dollars(cost: number | null): number | null {
  return cost === null ? null : cost / costUnit;
}

/** Holds: only `toTurnRow` writes them. */
function attemptsOf(row: TurnRow): StoredAttempt[] {
  return JSON.parse(row.attempts) as StoredAttempt[];
}
