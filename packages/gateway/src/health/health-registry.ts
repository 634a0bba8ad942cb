import type { PublishedModel } from '@jackfield/gateway-config';
import { ModelHealth, type ModelHealthReport } from './model-health.ts';

/** The health of every model that is in use, shared by all turns of this process. */
export class HealthRegistry {
  readonly #entries = new Map<string, { model: string; health: ModelHealth }>();
  /** The same by the model's object, which a turn asks for again and again. */
  #known = new WeakMap<PublishedModel, ModelHealth>();

  of(model: PublishedModel): ModelHealth {
    const known = this.#known.get(model);
    if (known !== undefined) return known;
    const key = keyOf(model);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { model: model.id, health: new ModelHealth() };
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
