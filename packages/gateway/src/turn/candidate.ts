import { randomUUID } from 'node:crypto';
import type { ChatCompletionRequest, Usage } from '@jackfield/chat-completions';
import type {
  AttemptCause,
  AttemptOutcome,
  AttemptRecord,
  PublishedChoice,
  RepairId,
  TurnTrace,
} from '@jackfield/gateway-config';
import type { Permit } from '../health/model-health.ts';
import type { DecodedCompletion } from '../providers/provider.ts';
import { ProviderError } from '../providers/provider-error.ts';
import type { SourceJson } from '../providers/source-json.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { AnswerText } from '../capture/answer-text.ts';
import { asCallerCounts } from './as-caller-counts.ts';
import type { Attempt, AttemptContext } from './attempt.ts';
import type { Caller } from './caller.ts';
import type { Clock } from './clock.ts';
import { CompletionAttempt } from './completion-attempt.ts';
import { countsAgainstHealth } from './failure-policy.ts';
import { StreamAttempt, type Relaying } from './stream-attempt.ts';
import { cacheWriteTokens, tokenCounts } from './token-counts.ts';
import { newSpanId, traceHeaders, type Tracing } from './trace-context.ts';
import type { TurnImages } from './turn-images.ts';
import { takesInstructions, withSetting } from './with-setting.ts';

/** How long an attempt waits for its images, within its first-token deadline. */
const imagesMs = 5_000;

/** What every candidate of a turn is given alike. */
export interface CandidateContext {
  readonly upstream: Upstream;
  readonly clock: Clock;
  readonly instructions: string | null;
  readonly trace: TurnTrace | null;
  readonly passOn: Tracing['passOn'];
  readonly source: SourceJson | null;
  /** Asked for only where the model's provider takes images as bytes alone. */
  images(): TurnImages;
  readonly relaying: Relaying;
  /** When the turn began, and when it must be over. */
  readonly startedAt: number;
  readonly endsAt: number;
  /** When an answer that comes whole must be there. */
  readonly answersBy: number;
  /** Whether the last message is the beginning of the answer. */
  readonly goesOn: boolean;
}

export type Carrier = Pick<AttemptContext, 'choice' | 'provider' | 'endpoint'>;

/** Told what becomes of a candidate: `ready` at most once, then one of the other two, unless it is cancelled. */
export interface CandidateHandler {
  /** Its stream has reached the commit point: it may be relayed. */
  ready(candidate: Candidate): void;
  /** The answer is complete; `whole` where none was streamed. */
  complete(candidate: Candidate, whole: DecodedCompletion | null): void;
  failed(candidate: Candidate, error: ProviderError): void;
}

/**
 * A model on its way to answer a turn: one attempt, from its permit to its record. Guarantees that
 * the permit is released and the record closed on every path.
 */
export class Candidate {
  readonly choice: PublishedChoice;
  readonly cause: AttemptCause;
  readonly #carrier: Carrier;
  readonly #permit: Permit;
  readonly #context: CandidateContext;
  readonly #request: ChatCompletionRequest;
  readonly #handler: CandidateHandler;
  readonly #startedAt: number;
  readonly #spanId: string | null;
  #attempt: Attempt | null = null;
  #stream: StreamAttempt | null = null;
  #images: TurnImages | null = null;
  #usage: Usage | null = null;
  #whole: DecodedCompletion | null = null;
  #firstTokenAt: number | null = null;
  #endedAt: number | null = null;
  #outcome: AttemptOutcome = 'left';
  #error: ProviderError | null = null;
  /** Its record, once that is closed. */
  #closed: AttemptRecord | null = null;

  constructor(
    carrier: Carrier,
    cause: AttemptCause,
    permit: Permit,
    request: ChatCompletionRequest,
    context: CandidateContext,
    handler: CandidateHandler,
  ) {
    this.choice = carrier.choice;
    this.cause = cause;
    this.#carrier = carrier;
    this.#permit = permit;
    this.#request = request;
    this.#context = context;
    this.#handler = handler;
    this.#startedAt = context.clock.now();
    this.#spanId = context.trace?.spanId == null ? null : newSpanId();
  }

  start(): void {
    this.#orFail(() => {
      if (this.#carrier.provider.imageUrls === 'carried') {
        this.#begin(this.#request);
        return;
      }
      const { firstTokenMs } = this.choice.deadlines;
      this.#images = this.#context.images();
      this.#images.inline(
        this.#request,
        Math.min(imagesMs, firstTokenMs, this.#context.endsAt - this.#startedAt),
        (inlined) => this.#orFail(() => this.#begin(inlined)),
        (error) => this.#fail(error),
      );
    });
  }

  /** From now on what comes goes to the caller. */
  relayTo(caller: Caller): void {
    this.#stream?.relayTo(caller);
  }

  /** Closes its upstream; nothing is called back afterwards. */
  cancel(outcome: 'lost' | 'left'): void {
    if (this.#endedAt !== null) return;
    this.#images?.cancel();
    this.#attempt?.cancel();
    this.#close(outcome);
  }

  /** Request fields that had to be left out. */
  get dropped(): readonly string[] {
    return this.#attempt?.dropped ?? [];
  }

  /** What its request and answer needed so far. */
  get repaired(): readonly RepairId[] {
    return this.#attempt?.repaired ?? [];
  }

  get firstTokenAt(): number | null {
    return this.#firstTokenAt;
  }

  get usage(): Usage | null {
    return this.#usage ?? this.#stream?.usage ?? null;
  }

  /** What the caller was given of it. */
  get delivered(): { readonly characters: number; readonly text: string; readonly calls: boolean } {
    return this.#stream?.delivered ?? { characters: 0, text: '', calls: false };
  }

  /** What the caller was given of it, in words, where that is gathered. */
  get said(): string {
    if (this.#whole === null) return this.#stream?.said ?? '';
    const answer = new AnswerText();
    answer.takeWhole(this.#whole.completion);
    return [answer.text, answer.calls].filter((part) => part !== '').join('\n');
  }

  /** What it did, or has done so far. */
  get record(): AttemptRecord {
    return this.#closed ?? this.#newRecord();
  }

  #begin(request: ChatCompletionRequest): void {
    this.#attempt = this.#newAttempt(this.#attemptContext(request), request.stream === true);
    this.#attempt.start();
  }

  #newAttempt(context: AttemptContext, streamed: boolean): Attempt {
    const failed = (error: ProviderError): void => this.#fail(error);
    if (!streamed) {
      return new CompletionAttempt(context, {
        complete: (whole) => {
          this.#usage = whole.completion.usage ?? null;
          if (this.#context.relaying.captures) this.#whole = whole;
          this.#complete(whole);
        },
        failed,
      });
    }
    this.#stream = new StreamAttempt(context, this.#context.relaying, {
      firstToken: () => {
        this.#firstTokenAt = this.#context.clock.now();
        this.#permit.heard(this.#firstTokenAt - this.#startedAt);
      },
      ready: () => this.#handler.ready(this),
      complete: () => this.#complete(null),
      failed,
    });
    return this.#stream;
  }

  #complete(whole: DecodedCompletion | null): void {
    this.#permit.succeeded();
    this.#close('answered');
    this.#handler.complete(this, whole);
  }

  #fail(error: ProviderError): void {
    if (this.#endedAt !== null) return;
    // Without an attempt, as where an image is missing, the model has no part in it.
    if (this.#attempt !== null) this.#judge(error);
    this.#error = error;
    this.#close('failed');
    // Before an attempt there were no instructions yet.
    const added =
      this.#attempt !== null && takesInstructions(this.#request, this.#context.instructions);
    this.#handler.failed(this, added ? asCallerCounts(error) : error);
  }

  #judge(error: ProviderError): void {
    if (countsAgainstHealth(error)) this.#permit.failed(this.#context.clock.now());
    else if (error.code !== 'turn_timeout') this.#permit.succeeded();
  }

  #close(outcome: AttemptOutcome): void {
    this.#outcome = outcome;
    this.#endedAt = this.#context.clock.now();
    this.#permit.release();
    this.#closed = this.#newRecord();
  }

  #newRecord(): AttemptRecord {
    const { usage } = this;
    return {
      model: this.choice.model.id,
      provider: this.choice.model.provider,
      upstreamModel: this.choice.model.upstreamModel,
      spanId: this.#spanId,
      cause: this.cause,
      startedAt: this.#startedAt,
      durationMs: (this.#endedAt ?? this.#context.clock.now()) - this.#startedAt,
      firstTokenMs: this.#firstTokenAt === null ? null : this.#firstTokenAt - this.#startedAt,
      outcome: this.#outcome,
      failure: this.#error?.kind ?? null,
      errorCode: this.#error?.code ?? null,
      ...tokenCounts(usage),
      cacheWriteTokens: cacheWriteTokens(usage),
    };
  }

  #orFail(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.#fail(error);
    }
  }

  #attemptContext(request: ChatCompletionRequest): AttemptContext {
    const { upstream, clock, instructions, source, startedAt, endsAt, answersBy, trace, passOn } =
      this.#context;
    const { model } = this.choice;
    return {
      ...this.#carrier,
      upstream,
      clock,
      call: {
        request: withSetting(request, this.choice, instructions),
        source,
        upstreamModel: model.upstreamModel,
        baseUrl: this.#carrier.endpoint.baseUrl,
        streaming: request.stream === true && model.streaming,
        goesOn: this.#context.goesOn,
        includeUsage: request.stream_options?.include_usage === true,
        repairs: model.repairs,
        refusedFields: model.refusedFields,
        unknownFieldsRefused: model.unknownFieldsRefused,
        created: Math.floor(startedAt / 1_000),
        completionId: `chatcmpl-${randomUUID()}`,
      },
      traceHeaders: traceHeaders(trace, this.#spanId, passOn),
      startedAt: this.#startedAt,
      endsAt,
      answersBy,
    };
  }
}
