import {
  checkRequest,
  Collector,
  SseDecoder,
  type ChatCompletion,
  type ChatCompletionChunk,
} from '@jackfield/chat-completions';
import {
  defaultFailover,
  newRequestId,
  type GatewayConfig,
  type PublishedModel,
  type Rehearsal,
  type Rehearsed,
  type TurnRecord,
} from '@jackfield/gateway-config';
import { HealthRegistry } from '../health/health-registry.ts';
import type { ProviderError } from '../providers/provider-error.ts';
import type { Caller } from '../turn/caller.ts';
import { runTurn, type TurnContext } from '../turn/run-turn.ts';
import { noTracing } from '../turn/trace-context.ts';
import { withoutCredentials } from '../upstream/without-credentials.ts';

/** Attempts that live turns and rehearsals may have under way at a model that has no bound of its own. */
const inFlightMaxDefault = 1_000;
const eventBytesMax = 4 * 1_048_576;
/** An answer that never ends would fill the memory that turns need. */
const charactersMax = 8 * 1_048_576;

/**
 * One turn as a caller of the agent would have it, asked of this model alone: no retry, no fallback,
 * no hold phrase. It is told to no log, counts towards no circuit and no budget, and takes at most half
 * of what may be under way at the model, so that live turns keep the other half. Never rejects.
 */
export async function rehearse(
  { agent, model: modelId, parameters, deadlines, request: given }: Rehearsal,
  signal: AbortSignal,
  context: TurnContext,
  config: GatewayConfig,
): Promise<Rehearsed> {
  const model = config.models.get(modelId);
  if (model === undefined) {
    return failed('not_found', 'model_unknown', `${modelId} is no longer in the catalogue.`);
  }
  // Without its tokens nobody knows what it cost.
  const checked = checkRequest({
    ...given,
    stream: true,
    stream_options: { include_usage: true },
  });
  if (!checked.ok) return failed('invalid_request', 'invalid_value', checked.message);
  const live = context.health.of(model);
  if (live.inFlight >= shareOf(model)) return { kind: 'no_room' };
  if (signal.aborted) return { kind: 'left' };
  const caller = new RehearsalCaller(model, signal);
  live.inFlight += 1;
  try {
    return await new Promise<Rehearsed>((resolve) => {
      runTurn(
        {
          requestId: newRequestId(context.clock.now()),
          // A budget is for callers' turns: it neither stops this one nor counts it.
          agent: { ...agent, captures: false, stoppedUntil: null, setting: null },
          keyId: null,
          setting: {
            revision: 0,
            choices: [{ model, parameters, deadlines }],
            failover: { ...defaultFailover, retry: false },
          },
          request: checked.request,
          source: null,
          trace: null,
        },
        {
          ...context,
          health: new HealthRegistry(),
          tracing: noTracing,
          probe: () => {},
          onTurn: (record) => resolve(caller.outcome(record)),
        },
        caller,
      );
    });
  } finally {
    live.inFlight -= 1;
  }
}

function shareOf({ inFlightMax }: PublishedModel): number {
  return Math.max(1, Math.floor((inFlightMax ?? inFlightMaxDefault) / 2));
}

function failed(
  failure: string,
  code: string,
  message: string,
  record: TurnRecord | null = null,
): Rehearsed {
  const never = { retryable: false, retryAfterMs: null };
  return { kind: 'failed', failure, code, message, ...never, record };
}

/** Puts the streamed answer together, and leaves when its signal says so. */
class RehearsalCaller implements Caller {
  readonly #model: PublishedModel;
  readonly #signal: AbortSignal;
  readonly #collector = new Collector();
  readonly #decoder = new SseDecoder(({ data }) => {
    if (data === '[DONE]') return;
    // Holds: what the gateway relays are chunks.
    this.#collector.push(JSON.parse(data) as ChatCompletionChunk);
  }, eventBytesMax);
  #leave: () => void = () => {};
  #characters = 0;
  #whole: ChatCompletion | null = null;
  #error: ProviderError | null = null;

  constructor(model: PublishedModel, signal: AbortSignal) {
    this.#model = model;
    this.#signal = signal;
  }

  onLeft(callback: () => void): void {
    this.#leave = callback;
    this.#signal.addEventListener('abort', callback, { once: true });
  }

  begin(): void {}

  write(events: string): boolean {
    this.#characters += events.length;
    if (this.#characters > charactersMax) this.#leave();
    else this.#decoder.push(Buffer.from(events));
    return true;
  }

  onDrain(): void {}

  end(): void {
    this.#whole = this.#collector.completion();
  }

  breakOff(error: ProviderError): void {
    this.#error = error;
  }

  /** Never asked for: the request is streamed. */
  answer(): void {}

  fail(error: ProviderError): void {
    this.#error = error;
  }

  outcome(record: TurnRecord): Rehearsed {
    this.#signal.removeEventListener('abort', this.#leave);
    if (this.#characters > charactersMax) {
      return failed('bad_response', 'answer_too_large', 'Its answer does not end.', record);
    }
    if (record.outcome === 'left') return { kind: 'left' };
    if (this.#error !== null) {
      const { kind: failure, code, message, retryable, retryAfterMs } = this.#error;
      return { kind: 'failed', failure, code, message, retryable, retryAfterMs, record };
    }
    const message = this.#whole?.choices[0]?.message;
    if (message === undefined) {
      return failed('bad_response', 'bad_response', 'Its answer did not come whole.', record);
    }
    return {
      kind: 'answered',
      text: this.#clean(message.content ?? message.refusal ?? ''),
      toolCalls: (message.tool_calls ?? []).map(({ function: called }) => ({
        name: this.#clean(called.name),
        arguments: this.#clean(called.arguments),
      })),
      record,
    };
  }

  /** It is kept: an upstream that says back what it was sent must not put a credential there. */
  #clean(words: string): string {
    const { endpoint } = this.#model;
    return endpoint.ready ? withoutCredentials(words, endpoint.auth) : words;
  }
}
