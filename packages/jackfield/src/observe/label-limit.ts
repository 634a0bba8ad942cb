import type { TurnRecord } from '@jackfield/gateway-config';

export interface TurnLabels {
  readonly agent: string;
  readonly model: string;
  readonly provider: string;
}

const none = 'none';
const other = 'other';

/**
 * The labels of turns, of which there is never more than so many: each value costs whoever collects
 * them memory for good. The first `pairsMax` pairs of an agent and a model have labels of their own;
 * beyond them the agent is `other`, and beyond `modelsMax` models the model is too.
 */
export class LabelLimit {
  /** By agent, then by model. */
  readonly #pairs = new Map<string, Map<string, TurnLabels>>();
  #pairsHeld = 0;
  /** Of the agents that have no labels of their own, by model. */
  readonly #others = new Map<string, TurnLabels>();
  readonly #models = new Map<string, Omit<TurnLabels, 'agent'>>();
  readonly #pairsMax: number;
  readonly #modelsMax: number;

  constructor(pairsMax = 200, modelsMax = 200) {
    this.#pairsMax = pairsMax;
    this.#modelsMax = modelsMax;
  }

  /**
   * The same object each time for the same labels. `model` and `provider` are `none` where no model
   * could be asked.
   */
  of(agent: string, model: string | null, provider: string | null): TurnLabels {
    const known = this.#pairs.get(agent)?.get(model ?? none);
    if (known !== undefined) return known;
    const ofModel = this.ofModel(model ?? none, provider ?? none);
    if (this.#pairsHeld >= this.#pairsMax) return this.#other(ofModel);
    const labels = { agent, ...ofModel };
    const ofAgent = this.#pairs.get(agent) ?? new Map<string, TurnLabels>();
    this.#pairs.set(agent, ofAgent.set(model ?? none, labels));
    this.#pairsHeld += 1;
    return labels;
  }

  ofModel(model: string, provider: string): Omit<TurnLabels, 'agent'> {
    const known = this.#models.get(model);
    if (known !== undefined) return known;
    if (this.#models.size >= this.#modelsMax) return { model: other, provider: other };
    const labels = { model, provider };
    this.#models.set(model, labels);
    return labels;
  }

  #other({ model, provider }: Omit<TurnLabels, 'agent'>): TurnLabels {
    const known = this.#others.get(model);
    if (known !== undefined) return known;
    const labels = { agent: other, model, provider };
    this.#others.set(model, labels);
    return labels;
  }
}

/** Who answered a turn, or was asked last. */
export function providerOf({ model, attempts }: TurnRecord): string | null {
  return attempts.findLast((attempt) => attempt.model === model)?.provider ?? null;
}
