import type { AttemptRecord, TurnOutcome, TurnRecord } from '@jackfield/gateway-config';
import { Counter, Histogram, type Registry } from 'prom-client';
import { providerOf, type LabelLimit, type TurnLabels } from '../label-limit.ts';
import { HeldCounter, type Count } from './held-counter.ts';

/** Seconds. Between two and eight tenths lies what a caller on the telephone takes for a pause. */
const firstTokenBuckets = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 3, 5, 10];
/** Seconds, up to the longest a turn may last by default. */
const durationBuckets = [0.25, 0.5, 1, 1.5, 2, 3, 5, 8, 13, 30, 60, 120, 300];

const ofTurn = ['agent', 'model', 'provider'] as const;

type TokenKind = 'prompt' | 'cached' | 'completion' | 'reasoning';
type Ending = Pick<AttemptRecord, 'cause' | 'outcome' | 'failure'>;

/** A histogram's, under labels of their own. */
interface Seconds {
  observe(value: number): void;
}

/** What is counted under the labels of one agent and model; each is made when it is first needed. */
interface Held {
  readonly labels: TurnLabels;
  readonly turns: Partial<Record<TurnOutcome, Count>>;
  readonly durations: Partial<Record<TurnOutcome, Seconds>>;
  firstToken?: Seconds;
  holdPhrases?: Count;
  cost?: Count;
  /** Few: most attempts end in one way. */
  readonly attempts: { readonly ending: Ending; readonly count: Count }[];
  readonly tokens: Partial<Record<TokenKind, Count>>;
}

/** Counts turns once they are over. */
export class TurnMetrics {
  readonly #labels: LabelLimit;
  readonly #costOf: (turn: TurnRecord) => number | null;
  readonly #held = new Map<TurnLabels, Held>();
  readonly #turns;
  readonly #duration;
  readonly #firstToken;
  readonly #attempts;
  readonly #skipped;
  readonly #holdPhrases;
  readonly #tokens;
  readonly #cost;

  constructor(registry: Registry, labels: LabelLimit, costOf: (turn: TurnRecord) => number | null) {
    this.#labels = labels;
    this.#costOf = costOf;
    const registers = [registry];
    this.#turns = new HeldCounter(
      registry,
      'jackfield_turns_total',
      'Turns that have ended, by the model that answered or was asked last. outcome: answered, failed, or left (the caller hung up).',
      [...ofTurn, 'outcome'],
    );
    this.#duration = new Histogram({
      name: 'jackfield_turn_duration_seconds',
      help: 'From the start of a turn to its end.',
      labelNames: ['model', 'provider', 'outcome'],
      buckets: durationBuckets,
      registers,
    });
    this.#firstToken = new Histogram({
      name: 'jackfield_turn_first_token_seconds',
      help: 'From the start of a streamed turn to its first token, whichever attempt it came from.',
      labelNames: ofTurn,
      buckets: firstTokenBuckets,
      registers,
    });
    this.#attempts = new HeldCounter(
      registry,
      'jackfield_attempts_total',
      'Attempts that have ended. cause: choice, retry, fallback, hedge or continuation; outcome: answered, failed, lost (another was first) or left; failure: the kind of what failed, or none.',
      [...ofTurn, 'cause', 'outcome', 'failure'],
    );
    this.#skipped = new Counter({
      name: 'jackfield_models_skipped_total',
      help: 'Models passed over in a turn without an attempt. reason: circuit_open, too_many_in_flight, not_ready or not_wanted.',
      labelNames: ['model', 'reason'],
      registers,
    });
    this.#holdPhrases = new HeldCounter(
      registry,
      'jackfield_hold_phrases_total',
      'Turns in which the caller was given the hold phrase.',
      ofTurn,
    );
    this.#tokens = new HeldCounter(
      registry,
      'jackfield_tokens_total',
      'Tokens of every attempt, as far as its upstream told them. kind: prompt or completion; cached is a part of the prompt’s, reasoning one of the completion’s.',
      [...ofTurn, 'kind'],
    );
    this.#cost = new HeldCounter(
      registry,
      'jackfield_cost_dollars_total',
      'US dollars that answered turns cost by the catalogue’s prices. Turns without a known price or count of tokens add nothing.',
      ofTurn,
    );
  }

  /** Reads the record once; costs about a microsecond. */
  count(turn: TurnRecord): void {
    const { outcome, firstTokenMs, agentSlug } = turn;
    const held = this.#of(this.#labels.of(agentSlug, turn.model, providerOf(turn)));
    const { labels } = held;
    (held.turns[outcome] ??= this.#turns.under({ ...labels, outcome })).value += 1;
    const { model, provider } = labels;
    held.durations[outcome] ??= this.#duration.labels({ model, provider, outcome });
    held.durations[outcome].observe(turn.durationMs / 1_000);
    if (firstTokenMs !== null) {
      held.firstToken ??= this.#firstToken.labels({ ...labels });
      held.firstToken.observe(firstTokenMs / 1_000);
    }
    if (turn.heldOn) (held.holdPhrases ??= this.#holdPhrases.under(labels)).value += 1;
    const cost = this.#costOf(turn);
    if (cost !== null && cost > 0) (held.cost ??= this.#cost.under(labels)).value += cost;
    for (const attempt of turn.attempts) {
      this.#countAttempt(
        attempt.model === turn.model
          ? held
          : this.#of(this.#labels.of(agentSlug, attempt.model, attempt.provider)),
        attempt,
      );
    }
    for (const { model: skipped, reason } of turn.skipped) {
      this.#skipped.inc({ model: this.#labels.ofModel(skipped, 'none').model, reason });
    }
  }

  #of(labels: TurnLabels): Held {
    let held = this.#held.get(labels);
    if (held === undefined) {
      held = { labels, turns: {}, durations: {}, attempts: [], tokens: {} };
      this.#held.set(labels, held);
    }
    return held;
  }

  #countAttempt(held: Held, attempt: AttemptRecord): void {
    this.#ending(held, attempt).value += 1;
    this.#countTokens(held, 'prompt', attempt.promptTokens);
    this.#countTokens(held, 'cached', attempt.cachedTokens);
    this.#countTokens(held, 'completion', attempt.completionTokens);
    this.#countTokens(held, 'reasoning', attempt.reasoningTokens);
  }

  #countTokens(held: Held, kind: TokenKind, tokens: number | null): void {
    if (tokens === null) return;
    (held.tokens[kind] ??= this.#tokens.under({ ...held.labels, kind })).value += tokens;
  }

  #ending({ labels, attempts }: Held, { cause, outcome, failure }: Ending): Count {
    for (const { ending, count } of attempts) {
      if (ending.outcome === outcome && ending.cause === cause && ending.failure === failure) {
        return count;
      }
    }
    const count = this.#attempts.under({ ...labels, cause, outcome, failure: failure ?? 'none' });
    attempts.push({ ending: { cause, outcome, failure }, count });
    return count;
  }
}
