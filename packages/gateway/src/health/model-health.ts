import type { PublishedModel } from '@jackfield/gateway-config';
import { CircuitBreaker, type CircuitState } from './circuit-breaker.ts';
import { RecentTimes } from './recent-times.ts';
import { ShareBudget } from './share-budget.ts';

/** Attempts a model may have under way unless its connection says otherwise. */
const inFlightMaxDefault = 1_000;
/** One retry in five turns, and three more. */
const retryShare = 0.2;
const retriesSpare = 3;
const hedgesSpare = 3;

/** Why an attempt is not even made. */
export type NotAdmitted = 'circuit_open' | 'too_many_in_flight';

/** What all turns of a process know of one model at one endpoint. */
export class ModelHealth {
  readonly breaker = new CircuitBreaker();
  readonly retries = new ShareBudget(retriesSpare);
  readonly hedges = new ShareBudget(hedgesSpare);
  readonly firstTokens = new RecentTimes();
  /** Attempts under way. */
  inFlight = 0;
  /** Those of the other processes of this program, of a model that has a limit of its own. */
  inFlightElsewhere = 0;
  readonly #onLimited: () => void;

  /** `onLimited` is called whenever `inFlight` of a model with a limit of its own has changed. */
  constructor(onLimited: () => void = () => {}) {
    this.#onLimited = onLimited;
  }

  /** One more turn begins at this model. */
  earn(hedgeShare: number): void {
    this.retries.earn(retryShare);
    this.hedges.earn(hedgeShare);
  }

  /**
   * The right to one attempt, which must be released; or why there is none. An open circuit turns
   * nobody away who has no other model to ask: a turn that is refused is dead for certain.
   */
  admit(model: PublishedModel, now: number, isLastResort: boolean): Permit | NotAdmitted {
    const { inFlightMax: limit } = model;
    const underWay = limit === null ? this.inFlight : this.inFlight + this.inFlightElsewhere;
    if (underWay >= (limit ?? inFlightMaxDefault)) return 'too_many_in_flight';
    if (!isLastResort && this.breaker.state(now) !== 'closed') return 'circuit_open';
    this.inFlight += 1;
    if (limit !== null) this.#onLimited();
    return new Permit(this, limit === null ? null : this.#onLimited);
  }
}

/** The right to one attempt. What is said of it first counts; `release` comes last, and once. */
export class Permit {
  readonly #health: ModelHealth;
  readonly #onReleased: (() => void) | null;
  #judged = false;
  #released = false;

  constructor(health: ModelHealth, onReleased: (() => void) | null) {
    this.#health = health;
    this.#onReleased = onReleased;
  }

  heard(firstTokenMs: number): void {
    this.#health.firstTokens.add(firstTokenMs);
  }

  succeeded(): void {
    if (this.#judged) return;
    this.#judged = true;
    this.#health.breaker.succeeded();
  }

  failed(now: number): void {
    if (this.#judged) return;
    this.#judged = true;
    this.#health.breaker.failed(now);
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#health.inFlight -= 1;
    this.#onReleased?.();
  }
}

export interface ModelHealthReport {
  /** Catalogue id. */
  readonly model: string;
  readonly circuit: CircuitState;
  /** Attempts under way. */
  readonly inFlight: number;
  /** `null` until enough first tokens came. */
  readonly firstTokenP95Ms: number | null;
}
