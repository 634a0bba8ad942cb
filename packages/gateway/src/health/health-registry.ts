import type { PublishedModel } from '@jackfield/gateway-config';
import { ModelHealth, type ModelHealthReport } from './model-health.ts';

/** The health of every model that is in use, shared by all turns of this process. */
export class HealthRegistry {
  readonly #entries = new Map<string, { model: string; health: ModelHealth }>();
  /** The same by the model's object, which a turn asks for again and again. */
  #known = new WeakMap<PublishedModel, ModelHealth>();
  /** By the entry's key, kept also while nothing here has asked that model. */
  readonly #elsewhere = new Map<string, number>();
  readonly #onLimited: (key: string, inFlight: number) => void;

  /** `onLimited` is told of each change of attempts under way at a model that has a limit of its own. */
  constructor(onLimited: (key: string, inFlight: number) => void = () => {}) {
    this.#onLimited = onLimited;
  }

  of(model: PublishedModel): ModelHealth {
    const known = this.#known.get(model);
    if (known !== undefined) return known;
    const key = keyOf(model);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      const health: ModelHealth = new ModelHealth(() => this.#onLimited(key, health.inFlight));
      health.inFlightElsewhere = this.#elsewhere.get(key) ?? 0;
      entry = { model: model.id, health };
      this.#entries.set(key, entry);
    }
    this.#known.set(model, entry.health);
    return entry.health;
  }

  /** Forgets what no configuration names any more. */
  keep(models: Iterable<PublishedModel>): void {
    const named = new Set([...models].map(keyOf));
    for (const [key, { health }] of this.#entries) {
      if (!named.has(key) && health.inFlight === 0) this.#entries.delete(key);
    }
    this.#known = new WeakMap();
  }

  /** So many attempts the other processes of this program have under way, by the key that they told. */
  elsewhere(key: string, inFlight: number): void {
    if (inFlight === 0) this.#elsewhere.delete(key);
    else this.#elsewhere.set(key, inFlight);
    const entry = this.#entries.get(key);
    if (entry !== undefined) entry.health.inFlightElsewhere = inFlight;
  }

  closeCircuits(): void {
    for (const { health } of this.#entries.values()) health.breaker.succeeded();
  }

  report(now: number): ModelHealthReport[] {
    return [...this.#entries.values()].map(({ model, health }) => ({
      model,
      circuit: health.breaker.state(now),
      inFlight: health.inFlight,
      firstTokenP95Ms: health.firstTokens.percentile(0.95),
    }));
  }
}

/** Another credential is another account, with limits and troubles of its own. */
function keyOf({ id, endpoint }: PublishedModel): string {
  return endpoint.ready ? `${endpoint.poolKey} ${id}` : id;
}
