import type { AttemptRecord, TokenCounts, TurnRecord } from '@jackfield/gateway-config';
import type { TurnRow } from '../../store/tables.ts';

export function toTurnRow(turn: TurnRecord, cost: number | null): TurnRow {
  const { requestId, projectId, agentId, keyId, revision, outcome, errorCode, model } = turn;
  return {
    requestId,
    projectId,
    agentId,
    keyId,
    revision,
    startedAt: turn.startedAt,
    durationMs: Math.round(turn.durationMs),
    firstTokenMs: turn.firstTokenMs === null ? null : Math.round(turn.firstTokenMs),
    streamed: turn.streamed ? 1 : 0,
    outcome,
    errorCode,
    model,
    heldOn: turn.heldOn ? 1 : 0,
    promptTokens: whole(turn.promptTokens),
    cachedTokens: whole(turn.cachedTokens),
    completionTokens: whole(turn.completionTokens),
    reasoningTokens: whole(turn.reasoningTokens),
    cost,
    repairs: listText(turn.repairs),
    skipped: listText(turn.skipped),
    attempts: JSON.stringify(turn.attempts.map(toStoredAttempt)),
  };
}

/** An attempt as it is kept: without what its model's id and the turn's trace say. */
export type StoredAttempt = Omit<
  AttemptRecord,
  'provider' | 'upstreamModel' | 'spanId' | 'cacheWriteTokens'
> & {
  /** Not among those that were kept before schema 11. */
  readonly cacheWriteTokens?: number | null;
};

/** One by one: to copy all but three costs twice as much, for every turn. */
function toStoredAttempt(attempt: AttemptRecord): StoredAttempt {
  return {
    model: attempt.model,
    cause: attempt.cause,
    startedAt: attempt.startedAt,
    durationMs: attempt.durationMs,
    firstTokenMs: attempt.firstTokenMs,
    outcome: attempt.outcome,
    failure: attempt.failure,
    errorCode: attempt.errorCode,
    promptTokens: attempt.promptTokens,
    cachedTokens: attempt.cachedTokens,
    completionTokens: attempt.completionTokens,
    reasoningTokens: attempt.reasoningTokens,
    cacheWriteTokens: attempt.cacheWriteTokens,
  } satisfies Required<StoredAttempt>;
}

/** Most often there is nothing to tell. */
function listText(list: readonly unknown[]): string {
  return list.length === 0 ? '[]' : JSON.stringify(list);
}

/** An upstream may say what it likes; the columns hold whole numbers. */
export function wholeTokens(counts: TokenCounts): TokenCounts {
  return {
    promptTokens: whole(counts.promptTokens),
    cachedTokens: whole(counts.cachedTokens),
    completionTokens: whole(counts.completionTokens),
    reasoningTokens: whole(counts.reasoningTokens),
  };
}

export function whole(value: number | null): number | null {
  return value === null ? null : Math.min(Math.round(value), tokensMax);
}

/** More than any model reads: what is larger is a fault, and must not spoil a sum. */
const tokensMax = 1_000_000_000;
