import type { AttemptRecord, TurnRecord } from '@jackfield/gateway-config';
import { Counter, Histogram, type Registry } from 'prom-client';
import { providerOf, type LabelLimit, type TurnLabels } from '../label-limit.ts';

/** Seconds. Between two and eight tenths lies what a caller on the telephone takes for a pause. */
const firstTokenBuckets = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 3, 5, 10];
/** Seconds, up to the longest a turn may last by default. */
const durationBuckets = [0.25, 0.5, 1, 1.5, 2, 3, 5, 8, 13, 30, 60, 120, 300];

const ofTurn = ['agent', 'model', 'provider'] as const;

/** Counts turns once they are over. */
export class TurnMetrics {
  readonly #labels: LabelLimit;
  readonly #costOf: (turn: TurnRecord) => number | null;
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
    this.#turns = new Counter({
      name: 'jackfield_turns_total',
      help: 'Turns that have ended, by the model that answered or was asked last. outcome: answered, failed, or left (the caller hung up).',
      labelNames: [...ofTurn, 'outcome'],
      registers,
    });
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
    this.#attempts = new Counter({
      name: 'jackfield_attempts_total',
      help: 'Attempts that have ended. cause: choice, retry, fallback, hedge or continuation; outcome: answered, failed, lost (another was first) or left; failure: the kind of what failed, or none.',
      labelNames: [...ofTurn, 'cause', 'outcome', 'failure'],
      registers,
    });
    this.#skipped = new Counter({
      name: 'jackfield_models_skipped_total',
      help: 'Models passed over in a turn without an attempt. reason: circuit_open, too_many_in_flight, not_ready or not_wanted.',
      labelNames: ['model', 'reason'],
      registers,
    });
    this.#holdPhrases = new Counter({
      name: 'jackfield_hold_phrases_total',
      help: 'Turns in which the caller was given the hold phrase.',
      labelNames: ofTurn,
      registers,
    });
    this.#tokens = new Counter({
      name: 'jackfield_tokens_total',
      help: 'Tokens of every attempt, as far as its upstream told them. kind: prompt or completion; cached is a part of the prompt’s, reasoning one of the completion’s.',
      labelNames: [...ofTurn, 'kind'],
      registers,
    });
    this.#cost = new Counter({
      name: 'jackfield_cost_dollars_total',
      help: 'US dollars that answered turns cost by the catalogue’s prices. Turns without a known price or count of tokens add nothing.',
      labelNames: ofTurn,
      registers,
    });
  }

  /** Reads the record once; costs some microseconds. */
  count(turn: TurnRecord): void {
    const { outcome, durationMs, firstTokenMs, agentSlug } = turn;
    const labels = this.#labels.of(agentSlug, turn.model, providerOf(turn));
    this.#turns.inc({ ...labels, outcome });
    const { model, provider } = labels;
    this.#duration.observe({ model, provider, outcome }, durationMs / 1_000);
    if (firstTokenMs !== null) this.#firstToken.observe({ ...labels }, firstTokenMs / 1_000);
    if (turn.heldOn) this.#holdPhrases.inc({ ...labels });
    const cost = this.#costOf(turn);
    if (cost !== null && cost > 0) this.#cost.inc({ ...labels }, cost);
    for (const attempt of turn.attempts) {
      this.#countAttempt(this.#labels.of(agentSlug, attempt.model, attempt.provider), attempt);
    }
    for (const { model, reason } of turn.skipped) {
      this.#skipped.inc({ model: this.#labels.ofModel(model, 'none').model, reason });
    }
  }

  #countAttempt(labels: TurnLabels, attempt: AttemptRecord): void {
    const { cause, outcome, failure } = attempt;
    this.#attempts.inc({ ...labels, cause, outcome, failure: failure ?? 'none' });
    for (const [kind, tokens] of [
      ['prompt', attempt.promptTokens],
      ['cached', attempt.cachedTokens],
      ['completion', attempt.completionTokens],
      ['reasoning', attempt.reasoningTokens],
    ] as const) {
      if (tokens !== null) this.#tokens.inc({ ...labels, kind }, tokens);
    }
  }
}
