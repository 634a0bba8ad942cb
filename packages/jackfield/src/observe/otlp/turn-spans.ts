import {
  createTraceState,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace as api,
  TraceFlags,
  type Attributes,
  type Context,
  type Tracer,
} from '@opentelemetry/api';
import type { AttemptRecord, TurnRecord, TurnTrace } from '@jackfield/gateway-config';

/** Ids that were given away before their spans are made: upstreams have been told them. */
export class GivenIds {
  #traceId = '';
  #spanId = '';

  next(traceId: string, spanId: string): void {
    this.#traceId = traceId;
    this.#spanId = spanId;
  }

  generateTraceId(): string {
    return this.#traceId;
  }

  generateSpanId(): string {
    return this.#spanId;
  }
}

/**
 * Makes the spans of a turn that has ended: one of its own, and below it one an attempt, with the times
 * at which they were. In OpenTelemetry's GenAI conventions a turn is `invoke_agent` and an attempt `chat`,
 * so that tokens, told of attempts alone, are counted once. Holds no text of a turn.
 * https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/
 */
export class TurnSpans {
  readonly #tracer: Tracer;
  readonly #ids: GivenIds;
  readonly #providerName: (provider: string) => string;

  constructor(tracer: Tracer, ids: GivenIds, providerName: (provider: string) => string) {
    this.#tracer = tracer;
    this.#ids = ids;
    this.#providerName = providerName;
  }

  record(turn: TurnRecord): void {
    const { trace } = turn;
    if (trace === null || trace.spanId === null) return;
    this.#ids.next(trace.traceId, trace.spanId);
    const span = this.#tracer.startSpan(
      `invoke_agent ${turn.agentSlug}`,
      {
        kind: SpanKind.SERVER,
        startTime: new Date(turn.startedAt),
        attributes: turnAttributes(turn),
      },
      callersContext(trace),
    );
    if (span.isRecording()) {
      if (turn.outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
      if (turn.firstTokenMs !== null) {
        span.addEvent('jackfield.first_token', new Date(turn.startedAt + turn.firstTokenMs));
      }
      const context = api.setSpan(ROOT_CONTEXT, span);
      for (const attempt of turn.attempts) this.#recordAttempt(turn, trace, attempt, context);
    }
    span.end(new Date(turn.startedAt + turn.durationMs));
  }

  #recordAttempt(
    turn: TurnRecord,
    { traceId }: TurnTrace,
    attempt: AttemptRecord,
    context: Context,
  ): void {
    if (attempt.spanId === null) return;
    this.#ids.next(traceId, attempt.spanId);
    const span = this.#tracer.startSpan(
      `chat ${attempt.upstreamModel}`,
      {
        kind: SpanKind.CLIENT,
        startTime: new Date(attempt.startedAt),
        attributes: {
          ...attemptAttributes(attempt, this.#providerName(attempt.provider)),
          'gen_ai.request.stream': turn.streamed,
          'gen_ai.agent.name': turn.agentSlug,
        },
      },
      context,
    );
    if (attempt.outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(new Date(attempt.startedAt + attempt.durationMs));
  }
}

function callersContext({ traceId, parentSpanId, flags, state }: TurnTrace): Context {
  if (parentSpanId === null) return ROOT_CONTEXT;
  return api.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId: parentSpanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
    ...(state === null ? {} : { traceState: createTraceState(state) }),
  });
}

function turnAttributes(turn: TurnRecord): Attributes {
  return {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.id': turn.agentId,
    'gen_ai.agent.name': turn.agentSlug,
    'jackfield.request_id': turn.requestId,
    'jackfield.revision': turn.revision,
    'jackfield.outcome': turn.outcome,
    'jackfield.held_on': turn.heldOn,
    ...(turn.model === null ? {} : { 'jackfield.model': turn.model }),
    ...(turn.errorCode === null ? {} : { 'error.type': turn.errorCode }),
    ...(turn.skipped.length === 0
      ? {}
      : { 'jackfield.skipped': turn.skipped.map(({ model, reason }) => `${model} ${reason}`) }),
  };
}

function attemptAttributes(attempt: AttemptRecord, provider: string): Attributes {
  const { promptTokens, cachedTokens, completionTokens, reasoningTokens } = attempt;
  const { firstTokenMs, errorCode } = attempt;
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': attempt.upstreamModel,
    'jackfield.model': attempt.model,
    'jackfield.cause': attempt.cause,
    'jackfield.outcome': attempt.outcome,
    ...(promptTokens === null ? {} : { 'gen_ai.usage.input_tokens': promptTokens }),
    ...(cachedTokens === null ? {} : { 'gen_ai.usage.cache_read.input_tokens': cachedTokens }),
    ...(reasoningTokens === null
      ? {}
      : { 'gen_ai.usage.reasoning.output_tokens': reasoningTokens }),
    ...(completionTokens === null ? {} : { 'gen_ai.usage.output_tokens': completionTokens }),
    ...(firstTokenMs === null
      ? {}
      : { 'gen_ai.response.time_to_first_chunk': firstTokenMs / 1_000 }),
    ...(errorCode === null ? {} : { 'error.type': errorCode }),
  };
}
