import { newRequestId, type TurnRecord } from '@jackfield/gateway-config';
import { defaultProjectId } from '../src/store/migrations/0005-people.ts';

/** A turn that was answered at once, with what a test says otherwise. */
export function turnOf(agentId: string, more: Partial<TurnRecord> = {}): TurnRecord {
  return {
    requestId: newRequestId(more.startedAt ?? 0),
    projectId: defaultProjectId,
    agentId,
    agentSlug: agentId,
    keyId: null,
    revision: 1,
    startedAt: 0,
    durationMs: 1,
    firstTokenMs: 1,
    streamed: false,
    outcome: 'answered',
    errorCode: null,
    model: 'openai/lively',
    attempts: [
      {
        model: 'openai/lively',
        provider: 'openai',
        upstreamModel: 'lively',
        spanId: null,
        cause: 'choice',
        startedAt: 0,
        durationMs: 1,
        firstTokenMs: 1,
        outcome: 'answered',
        failure: null,
        errorCode: null,
        promptTokens: 1,
        cachedTokens: null,
        completionTokens: 1,
        reasoningTokens: null,
        cacheWriteTokens: null,
      },
    ],
    skipped: [],
    heldOn: false,
    repairs: [],
    promptTokens: 1,
    cachedTokens: null,
    completionTokens: 1,
    reasoningTokens: null,
    captured: null,
    trace: null,
    ...more,
  };
}
