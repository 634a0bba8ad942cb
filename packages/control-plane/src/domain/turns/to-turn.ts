import type { SkippedModel } from '@jackfield/gateway-config';
import type { Turn, TurnSummary } from '../../schemas/turn.ts';
import type { TurnRow } from '../../store/tables.ts';
import { fellBack } from './last-turn.ts';
import { wholeTokens, type StoredAttempt } from './to-turn-row.ts';
import { costUnit } from './turn-cost.ts';

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
      startedAt: new Date(attempt.startedAt).toISOString(),
      startMs: attempt.startedAt - row.startedAt,
    })),
  };
}

function common(row: TurnRow, attempts: readonly StoredAttempt[]): Omit<TurnSummary, 'attempts'> {
  const { requestId, projectId, agentId, revision, durationMs, firstTokenMs, model } = row;
  const { promptTokens, cachedTokens, completionTokens, reasoningTokens } = row;
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
    costUsd: row.cost === null ? null : row.cost / costUnit,
  };
}

/** Holds: only `toTurnRow` writes them. */
function attemptsOf(row: TurnRow): StoredAttempt[] {
  return JSON.parse(row.attempts) as StoredAttempt[];
}
