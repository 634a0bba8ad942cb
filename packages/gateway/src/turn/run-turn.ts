import type { ChatCompletionRequest, Usage } from '@jackfield/chat-completions';
import type {
  AgentConfig,
  AttemptCause,
  AttemptRecord,
  CapturedTurn,
  PublishedChoice,
  PublishedModel,
  PublishedSetting,
  SkippedModel,
  TurnOutcome,
  TurnRecord,
  TurnTrace,
} from '@jackfield/gateway-config';
import { captureTurn } from '../capture/capture-turn.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import type { ModelHealth, Permit } from '../health/model-health.ts';
import { isRecord } from '../providers/is-record.ts';
import type { DecodedCompletion, Provider } from '../providers/provider.ts';
import { ProviderError } from '../providers/provider-error.ts';
import type { SourceJson } from '../providers/source-json.ts';
import { credentialsOf } from '../upstream/authorize.ts';
import type { PublicWeb } from '../upstream/public-web.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { AnswerHead, Caller } from './caller.ts';
import { Candidate, type CandidateContext, type Carrier } from './candidate.ts';
import type { Clock } from './clock.ts';
import { mayBeContinued, nextSteps } from './failure-policy.ts';
import { holdPhraseEvent } from './hold-phrase-event.ts';
import type { ImageMemory } from './image-memory.ts';
import { notAdmitted } from './not-admitted.ts';
import { tokenCounts } from './token-counts.ts';
import type { Tracing } from './trace-context.ts';
import { TurnImages } from './turn-images.ts';

export interface TurnContext {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly upstream: Upstream;
  /** Where images that callers name by URL are fetched from. */
  readonly web: PublicWeb;
  readonly imageMemory: ImageMemory;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly health: HealthRegistry;
  readonly tracing: Tracing;
  /** Finds out without a turn whether a model is well again. */
  readonly probe: (model: PublishedModel) => void;
  /** Told once, when the turn is over. Must not throw. */
  readonly onTurn: (record: TurnRecord) => void;
  /** The private side of a failed attempt, for the log: never a prompt or a credential. */
  readonly onFailure: (requestId: string, model: string, error: ProviderError) => void;
  /** Told of what only a fault of our own can have thrown. Must not throw. */
  readonly onFault: (requestId: string, error: unknown) => void;
}

export interface Turn {
  readonly requestId: string;
  readonly agent: AgentConfig;
  readonly keyId: string | null;
  /** The agent's setting when the turn began: it holds to the end. */
  readonly setting: PublishedSetting;
  readonly request: ChatCompletionRequest;
  readonly trace: TurnTrace | null;
  /** The request as its caller wrote it, where that is worth while. */
  readonly source: SourceJson | null;
}

/**
 * Carries one turn to the agent's chosen model, and to its fallbacks until the commit point.
 * Guarantees that the caller gets exactly one ending: an answer, or an error that says what broke.
 */
export function runTurn(turn: Turn, context: TurnContext, caller: Caller): void {
  new RunningTurn(turn, context, caller).start();
}

/** Which of the choices that are left may be asked. */
type Wanted = (model: PublishedModel) => boolean;

class RunningTurn {
  readonly #turn: Turn;
  readonly #context: TurnContext;
  readonly #caller: Caller;
  readonly #startedAt: number;
  readonly #candidates: Candidate[] = [];
  readonly #candidateContext: Omit<CandidateContext, 'answersBy' | 'goesOn'>;
  readonly #skipped: SkippedModel[] = [];
  /** Candidates under way: at most two, where one hedges the other. */
  readonly #running = new Set<Candidate>();
  /** The choices not asked yet, in order. */
  readonly #left: PublishedChoice[];
  /** Those passed over because their circuit was open: asked when nothing else is left. */
  readonly #passedOver: PublishedChoice[] = [];
  /** What is asked: after a cut, that the answer be gone on with. */
  #request: ChatCompletionRequest;
  #goesOn = false;
  /** Whether another model may go on with an answer that broke off. */
  readonly #mayGoOn: boolean;
  /** The candidate whose answer the caller is given. */
  #winner: Candidate | null = null;
  #firstTokenAt: number | null = null;
  /** What went wrong last, told if nothing goes right. */
  #error: ProviderError | null = null;
  #images: TurnImages | null = null;
  #begun = false;
  #heldOn = false;
  #over = false;
  readonly #timers = new Set<() => void>();

  constructor(turn: Turn, context: TurnContext, caller: Caller) {
    this.#turn = turn;
    this.#context = context;
    this.#caller = caller;
    const { clock } = context;
    this.#request = turn.request;
    this.#left = [...turn.setting.choices];
    this.#startedAt = clock.now();
    const [{ deadlines }] = turn.setting.choices;
    const { commitPoint, continueAfterCut } = turn.setting.failover;
    this.#mayGoOn = continueAfterCut && isOneText(turn.request);
    this.#candidateContext = {
      upstream: context.upstream,
      clock,
      instructions: turn.agent.instructions,
      trace: turn.trace,
      passOn: context.tracing.passOn,
      source: turn.source,
      images: () => (this.#images ??= new TurnImages(context)),
      relaying: { commitPoint, bySentence: this.#mayGoOn, captures: turn.agent.captures },
      startedAt: this.#startedAt,
      endsAt: this.#startedAt + deadlines.totalMs,
    };
    caller.onLeft(() => {
      if (this.#over) return;
      for (const candidate of this.#running) candidate.cancel('left');
      this.#finish('left', null);
    });
  }

  start(): void {
    // It may have left before the turn began.
    if (this.#over) return;
    const { failover, choices } = this.#turn.setting;
    const { hedge, holdPhrase } = failover;
    const health = this.#context.health.of(choices[0].model);
    health.earn(hedge?.shareMax ?? 0);
    if (!this.#ask('choice', any)) {
      this.#giveUp();
      return;
    }
    if (this.#over || this.#winner) return;
    if (holdPhrase !== null && this.#turn.request.stream === true) {
      this.#after(holdPhrase.afterMs, () => this.#holdOn(holdPhrase.text));
    }
    if (hedge !== null && this.#left.length > 0) {
      const afterMs = hedge.afterMs === 'p95' ? health.firstTokens.percentile(0.95) : hedge.afterMs;
      if (afterMs !== null) this.#after(afterMs, () => this.#hedge(health));
    }
  }

  /** Asks the next choice that is wanted and may be asked; `false` where none is left. */
  #ask(cause: AttemptCause, wanted: Wanted): boolean {
    for (;;) {
      const choice = this.#left.shift();
      if (choice === undefined) return this.#askPassedOver(cause, wanted);
      if (!wanted(choice.model)) this.#skip(choice, 'not_wanted');
      else if (this.#launch(choice, cause)) return true;
      // Whoever is asked in its place was not the choice.
      if (cause === 'choice') return this.#ask('fallback', wanted);
    }
  }

  /** A turn that nobody is asked for is dead for certain; a model left alone may be well again. */
  #askPassedOver(cause: AttemptCause, wanted: Wanted): boolean {
    if (this.#running.size > 0) return false;
    for (;;) {
      const choice = this.#passedOver.shift();
      if (choice === undefined) return false;
      if (!wanted(choice.model) || !this.#launch(choice, cause)) continue;
      const index = this.#skipped.findIndex(({ model }) => model === choice.model.id);
      this.#skipped.splice(index, 1);
      return true;
    }
  }

  /** `false` where the model may not or can't be asked. */
  #launch(choice: PublishedChoice, cause: AttemptCause): boolean {
    const carrier = this.#carrierOf(choice);
    const permit = carrier === null ? null : this.#admit(choice, cause);
    if (carrier === null || permit === null) return false;
    const context = {
      ...this.#candidateContext,
      answersBy: this.#answersBy(),
      goesOn: this.#goesOn,
    };
    const candidate = new Candidate(carrier, cause, permit, this.#request, context, {
      ready: (one) => this.#commit(one),
      complete: (one, whole) => this.#complete(one, whole),
      failed: (one, error) => this.#failed(one, error),
    });
    this.#candidates.push(candidate);
    this.#running.add(candidate);
    candidate.start();
    return true;
  }

  #carrierOf(choice: PublishedChoice): Carrier | null {
    const { id, provider: providerId, endpoint } = choice.model;
    const provider = this.#context.providers.get(providerId);
    if (provider !== undefined && endpoint.ready) return { choice, provider, endpoint };
    this.#skip(choice, 'not_ready');
    this.#error ??= new ProviderError('auth', {
      message: endpoint.ready
        ? `This gateway does not speak the format of ${id}.`
        : endpoint.reason,
      code: 'provider_not_ready',
      retryable: false,
    });
    return null;
  }

  /** A whole answer that never comes leaves half of the time to those who are asked next. */
  #answersBy(): number {
    const { endsAt } = this.#candidateContext;
    const now = this.#context.clock.now();
    return this.#left.length > 0 ? now + Math.ceil((endsAt - now) / 2) : endsAt;
  }

  #admit(choice: PublishedChoice, cause: AttemptCause): Permit | null {
    const { model } = choice;
    const now = this.#context.clock.now();
    const health = this.#context.health.of(model);
    const isLastResort = this.#left.length === 0 && this.#running.size === 0;
    const permit = health.admit(model, now, isLastResort);
    if (typeof permit !== 'string') return permit;
    if (permit === 'circuit_open') {
      if (cause !== 'retry') this.#passedOver.push(choice);
      if (health.breaker.beginProbe(now)) this.#context.probe(model);
    }
    this.#skip(choice, permit);
    this.#error ??= notAdmitted(permit, model);
    return null;
  }

  #skip({ model }: PublishedChoice, reason: SkippedModel['reason']): void {
    this.#skipped.push({ model: model.id, reason });
  }

  /** The candidate's answer is the one; from here on no other can be. */
  #commit(candidate: Candidate): void {
    if (this.#winner !== null && this.#winner !== candidate) return;
    this.#winner = candidate;
    this.#firstTokenAt ??= candidate.firstTokenAt;
    this.#stopTimers();
    for (const other of this.#running) if (other !== candidate) other.cancel('lost');
    this.#running.clear();
    this.#running.add(candidate);
    this.#begin();
    candidate.relayTo(this.#caller);
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#caller.begin(this.#head());
  }

  #complete(candidate: Candidate, whole: DecodedCompletion | null): void {
    if (whole === null) this.#caller.end();
    else {
      this.#winner = candidate;
      for (const other of this.#running) if (other !== candidate) other.cancel('lost');
      this.#caller.answer(this.#head(), whole.json);
    }
    this.#finish('answered', null);
  }

  #failed(candidate: Candidate, error: ProviderError): void {
    if (this.#over) return;
    this.#running.delete(candidate);
    this.#context.onFailure(this.#turn.requestId, candidate.choice.model.id, error);
    this.#error = error;
    if (candidate === this.#winner) {
      this.#afterCut(candidate, error);
      return;
    }
    const { failover } = this.#turn.setting;
    const { retryAfterMs, switches } = nextSteps(error, failover, this.#context.random());
    // What a hedge is refused says nothing of the model that it was to help out.
    if (switches === 'no' && (candidate.cause !== 'hedge' || this.#running.size === 0)) {
      // Whoever else is asked is asked the same, so it is not waited for.
      for (const other of this.#running) other.cancel('lost');
      this.#giveUp();
      return;
    }
    if (this.#running.size > 0) return;
    if (retryAfterMs !== null && this.#mayRetry(candidate, retryAfterMs)) {
      this.#after(retryAfterMs, () => {
        if (!this.#launch(candidate.choice, 'retry')) this.#switch(any);
      });
      return;
    }
    this.#switch(switches === 'any' ? any : largerThan(candidate.choice.model));
  }

  #switch(wanted: Wanted): void {
    const asked = this.#goesOn
      ? this.#ask('continuation', (model) => continues(model) && wanted(model))
      : this.#ask('fallback', wanted);
    if (!asked) this.#giveUp();
  }

  #mayRetry({ choice, cause }: Candidate, waitMs: number): boolean {
    return (
      cause !== 'retry' &&
      this.#context.clock.now() + waitMs < this.#candidateContext.endsAt &&
      this.#context.health.of(choice.model).retries.spend()
    );
  }

  /** After the commit point a failure is told inside the stream, unless a fallback may go on with it. */
  #afterCut(candidate: Candidate, error: ProviderError): void {
    const { calls } = candidate.delivered;
    const text = this.#candidates.map(({ delivered }) => delivered.text).join('');
    const goesOn = this.#mayGoOn && !calls && text.trim() !== '' && mayBeContinued(error);
    if (goesOn) {
      const { request } = this.#turn;
      const messages = [...request.messages, { role: 'assistant', content: text.trimEnd() }];
      this.#request = { ...request, messages };
      this.#goesOn = true;
      this.#winner = null;
      if (this.#ask('continuation', continues)) return;
    }
    this.#giveUp();
  }

  /** The other model starts too; whichever speaks first answers. */
  #hedge(health: ModelHealth): void {
    if (this.#winner !== null || this.#running.size !== 1 || this.#left.length === 0) return;
    // Images are fetched for one attempt at a time, and a second would only wait for them too.
    if (this.#images?.waiting === true || !health.hedges.spend()) return;
    this.#ask('hedge', any);
  }

  #holdOn(text: string): void {
    if (this.#winner !== null) return;
    this.#heldOn = true;
    this.#begin();
    this.#caller.write(holdPhraseEvent(text, this.#turn, this.#startedAt));
  }

  #giveUp(): void {
    if (this.#over) return;
    const error = this.#error ?? nothingLeft();
    if (this.#begun) {
      const characters = this.#candidates.reduce((sum, one) => sum + one.delivered.characters, 0);
      this.#caller.breakOff(error, characters);
    } else this.#caller.fail(error, this.#head());
    this.#finish('failed', error.code);
  }

  /** Who answers, or is asked now, or was asked last. */
  get #current(): Candidate | undefined {
    return this.#winner ?? [...this.#running].at(-1) ?? this.#candidates.at(-1);
  }

  #head(): AnswerHead {
    const current = this.#current;
    return {
      revision: this.#turn.setting.revision,
      model: (current?.choice ?? this.#turn.setting.choices[0]).model.id,
      attempts: this.#candidates.length,
      dropped: current?.dropped ?? [],
      story: this.#candidates.map(({ record }) => record),
    };
  }

  #finish(outcome: TurnOutcome, errorCode: string | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopTimers();
    this.#images?.close();
    const { requestId, agent, keyId, setting, request, trace } = this.#turn;
    const now = this.#context.clock.now();
    const current = this.#current;
    const attempts: AttemptRecord[] = this.#candidates.map(({ record }) => record);
    const usage: Usage | null = outcome === 'answered' ? (current?.usage ?? null) : null;
    this.#context.onTurn({
      requestId,
      projectId: agent.projectId,
      agentId: agent.id,
      agentSlug: agent.slug,
      keyId,
      revision: setting.revision,
      startedAt: this.#startedAt,
      durationMs: now - this.#startedAt,
      firstTokenMs: this.#firstTokenAt === null ? null : this.#firstTokenAt - this.#startedAt,
      streamed: request.stream === true,
      outcome,
      errorCode,
      model: current?.choice.model.id ?? null,
      attempts,
      skipped: this.#skipped,
      heldOn: this.#heldOn,
      repairs: current?.repaired ?? [],
      ...tokenCounts(usage),
      captured: agent.captures ? this.#captured() : null,
      trace,
    });
  }

  #captured(): CapturedTurn {
    const { setting, request } = this.#turn;
    const credentials = setting.choices.flatMap(({ model: { endpoint } }) =>
      endpoint.ready ? credentialsOf(endpoint.auth) : [],
    );
    const answer = this.#candidates.map(({ said }) => said).join('');
    return captureTurn(request.messages, answer, credentials);
  }

  #after(ms: number, step: () => void): void {
    const cancel = this.#context.clock.after(ms, () => {
      this.#timers.delete(cancel);
      if (!this.#over) step();
    });
    this.#timers.add(cancel);
  }

  #stopTimers(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }
}

const any: Wanted = () => true;
const continues: Wanted = (model) => model.continuesAnswers;

/** Several choices, or JSON, can't be gone on with sentence by sentence. */
function isOneText({ n, response_format: format }: ChatCompletionRequest): boolean {
  return (n ?? 1) === 1 && (!isRecord(format) || format['type'] === 'text');
}

function largerThan({ contextWindow }: PublishedModel): Wanted {
  return (other) =>
    contextWindow === null || other.contextWindow === null || other.contextWindow > contextWindow;
}

function nothingLeft(): ProviderError {
  return new ProviderError('unavailable', {
    message: 'No model could be asked.',
    code: 'upstream_unavailable',
    retryable: true,
  });
}
