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
    ...wholeTokens(turn),
    cost,
    repairs: JSON.stringify(turn.repairs),
    skipped: JSON.stringify(turn.skipped),
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

function toStoredAttempt({
  provider: _provider,
  upstreamModel: _upstreamModel,
  spanId: _spanId,
  ...kept
}: AttemptRecord): StoredAttempt {
  return kept;
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
