import type { TurnRecord } from '@jackfield/gateway-config';

/** A turn that was answered at once, with what a test says otherwise. */
export function turnOf(agentId: string, more: Partial<TurnRecord> = {}): TurnRecord {
  return {
    requestId: 'req_1',
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
        completionTokens: 1,
      },
    ],
    skipped: [],
    heldOn: false,
    repairs: [],
    promptTokens: 1,
    completionTokens: 1,
    trace: null,
    ...more,
  };
}
