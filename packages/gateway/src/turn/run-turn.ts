import { randomUUID } from 'node:crypto';
import type { ChatCompletionRequest, Usage } from '@jackfield/chat-completions';
import type {
  AgentConfig,
  AttemptRecord,
  PublishedChoice,
  PublishedSetting,
  TurnOutcome,
  TurnRecord,
} from '@jackfield/gateway-config';
import type { Provider, ProviderCall } from '../providers/provider.ts';
import { ProviderError } from '../providers/provider-error.ts';
import type { PublicWeb } from '../upstream/public-web.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { Attempt, AttemptContext } from './attempt.ts';
import type { AnswerHead, Caller } from './caller.ts';
import type { Clock } from './clock.ts';
import { CompletionAttempt } from './completion-attempt.ts';
import { StreamAttempt } from './stream-attempt.ts';
import { switchesModel } from './switches-model.ts';
import { TurnImages } from './turn-images.ts';
import { withSetting } from './with-setting.ts';

/** How long an attempt waits for its images, within its first-token deadline. */
const imagesMs = 5_000;

export interface TurnContext {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly upstream: Upstream;
  /** Where images that callers name by URL are fetched from. */
  readonly web: PublicWeb;
  readonly clock: Clock;
  /** Told once, when the turn is over. Must not throw. */
  readonly onTurn: (record: TurnRecord) => void;
  /** The private side of a failed attempt, for the log: never a prompt or a credential. */
  readonly onFailure: (requestId: string, model: string, error: ProviderError) => void;
}

export interface Turn {
  readonly requestId: string;
  readonly agent: AgentConfig;
  readonly keyId: string | null;
  /** The agent's setting when the turn began: it holds to the end. */
  readonly setting: PublishedSetting;
  readonly request: ChatCompletionRequest;
}

/**
 * Carries one turn to the agent's chosen model, and to its fallbacks while nothing was said yet.
 * Guarantees that the caller gets exactly one ending: an answer, or an error that says what broke.
 */
export function runTurn(turn: Turn, context: TurnContext, caller: Caller): void {
  new RunningTurn(turn, context, caller).next();
}

/** A choice whose model can be asked. */
type Carrier = Pick<AttemptContext, 'choice' | 'provider' | 'endpoint'>;

class RunningTurn {
  readonly #turn: Turn;
  readonly #context: TurnContext;
  readonly #caller: Caller;
  readonly #startedAt: number;
  /** When the whole turn must be over. */
  readonly #endsAt: number;
  readonly #attempts: AttemptRecord[] = [];
  /** The choice of the attempt that runs, or of the last one; and how many were begun. */
  #choice: PublishedChoice;
  #begun = 0;
  #attempt: Attempt | null = null;
  #images: TurnImages | null = null;
  #attemptStartedAt = 0;
  #firstTokenAt: number | null = null;
  #over = false;

  constructor(turn: Turn, context: TurnContext, caller: Caller) {
    this.#turn = turn;
    this.#context = context;
    this.#caller = caller;
    this.#startedAt = context.clock.now();
    [this.#choice] = turn.setting.choices;
    this.#endsAt = this.#startedAt + this.#choice.deadlines.totalMs;
    caller.onLeft(() => {
      if (this.#over) return;
      this.#images?.cancel();
      this.#attempt?.cancel();
      this.#closeAttempt('left');
      this.#finish('left', null, null);
    });
  }

  /** Begins the attempt at the next choice. */
  next(): void {
    const choice = this.#turn.setting.choices[this.#begun];
    if (choice === undefined) return;
    this.#choice = choice;
    this.#begun += 1;
    this.#attempt = null;
    this.#attemptStartedAt = this.#context.clock.now();
    this.#orFail(() => {
      const carrier = this.#carrierOf(choice);
      const { request } = this.#turn;
      if (carrier.provider.imageUrls === 'carried') this.#start(carrier, request);
      else {
        this.#images ??= new TurnImages(request, this.#context.web, this.#context.clock);
        this.#images.inline(
          Math.min(imagesMs, choice.deadlines.firstTokenMs, this.#endsAt - this.#attemptStartedAt),
          (inlined) => this.#orFail(() => this.#start(carrier, inlined)),
          (error) => this.#failed(error),
        );
      }
    });
  }

  #start(carrier: Carrier, request: ChatCompletionRequest): void {
    this.#attempt = this.#newAttempt(carrier, request);
    this.#attempt.start();
  }

  #orFail(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.#failed(error);
    }
  }

  #newAttempt(carrier: Carrier, request: ChatCompletionRequest): Attempt {
    const context = this.#attemptContext(carrier, request);
    if (this.#turn.request.stream !== true) {
      return new CompletionAttempt(context, {
        complete: ({ completion, json }) => {
          this.#closeAttempt(null);
          this.#caller.answer(this.#head(), json);
          this.#finish('answered', null, completion.usage ?? null);
        },
        failed: (error) => this.#failed(error),
      });
    }
    const attempt = new StreamAttempt(context, {
      firstToken: () => {
        this.#firstTokenAt = this.#context.clock.now();
        this.#caller.begin(this.#head());
        attempt.relayTo(this.#caller);
      },
      complete: () => {
        this.#closeAttempt(null);
        this.#caller.end();
        this.#finish('answered', null, attempt.usage);
      },
      failed: (error) => this.#failed(error),
    });
    return attempt;
  }

  /** Who carries the attempt. @throws ProviderError where nobody can. */
  #carrierOf(choice: PublishedChoice): Carrier {
    const { id, provider: providerId, endpoint } = choice.model;
    const provider = this.#context.providers.get(providerId);
    if (provider === undefined || !endpoint.ready) {
      throw new ProviderError('auth', {
        message: endpoint.ready
          ? `This gateway does not speak the format of ${id}.`
          : endpoint.reason,
        code: 'provider_not_ready',
        retryable: false,
      });
    }
    return { choice, provider, endpoint };
  }

  #attemptContext(carrier: Carrier, request: ChatCompletionRequest): AttemptContext {
    const { choice, endpoint } = carrier;
    const { model } = choice;
    const call: ProviderCall = {
      request: withSetting(request, choice, this.#turn.agent.instructions),
      upstreamModel: model.upstreamModel,
      baseUrl: endpoint.baseUrl,
      streaming: request.stream === true && model.streaming,
      includeUsage: request.stream_options?.include_usage === true,
      repairs: model.repairs,
      refusedFields: model.refusedFields,
      unknownFieldsRefused: model.unknownFieldsRefused,
      created: Math.floor(this.#startedAt / 1_000),
      completionId: `chatcmpl-${randomUUID()}`,
    };
    return {
      ...carrier,
      upstream: this.#context.upstream,
      clock: this.#context.clock,
      call,
      startedAt: this.#attemptStartedAt,
      endsAt: this.#endsAt,
    };
  }

  #failed(error: ProviderError): void {
    if (this.#over) return;
    this.#context.onFailure(this.#turn.requestId, this.#choice.model.id, error);
    this.#closeAttempt(error.kind);
    if (this.#firstTokenAt !== null) {
      this.#caller.breakOff(error);
    } else if (switchesModel(error) && this.#begun < this.#turn.setting.choices.length) {
      this.next();
      return;
    } else {
      this.#caller.fail(error, this.#head());
    }
    this.#finish('failed', error.code, null);
  }

  #closeAttempt(failure: string | null): void {
    const now = this.#context.clock.now();
    this.#attempts.push({
      model: this.#choice.model.id,
      startedAt: this.#attemptStartedAt,
      durationMs: now - this.#attemptStartedAt,
      failure,
    });
  }

  #head(): AnswerHead {
    return {
      revision: this.#turn.setting.revision,
      model: this.#choice.model.id,
      attempts: this.#begun,
      dropped: this.#attempt?.dropped ?? [],
    };
  }

  #finish(outcome: TurnOutcome, errorCode: string | null, usage: Usage | null): void {
    if (this.#over) return;
    this.#over = true;
    const now = this.#context.clock.now();
    this.#context.onTurn({
      requestId: this.#turn.requestId,
      agentId: this.#turn.agent.id,
      keyId: this.#turn.keyId,
      revision: this.#turn.setting.revision,
      startedAt: this.#startedAt,
      durationMs: now - this.#startedAt,
      firstTokenMs: this.#firstTokenAt === null ? null : this.#firstTokenAt - this.#startedAt,
      streamed: this.#turn.request.stream === true,
      outcome,
      errorCode,
      attempts: this.#attempts,
      repairs: this.#attempt?.repaired ?? [],
      promptTokens: tokens(usage?.prompt_tokens),
      completionTokens: tokens(usage?.completion_tokens),
    });
  }
}

function tokens(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
