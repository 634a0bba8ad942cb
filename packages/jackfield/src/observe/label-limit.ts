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
  readonly #pairs = new Map<string, TurnLabels>();
  readonly #models = new Map<string, TurnLabels>();
  readonly #pairsMax: number;
  readonly #modelsMax: number;

  constructor(pairsMax = 200, modelsMax = 200) {
    this.#pairsMax = pairsMax;
    this.#modelsMax = modelsMax;
  }

  /** `model` and `provider` are `none` where no model could be asked. */
  of(agent: string, model: string | null, provider: string | null): TurnLabels {
    const key = `${agent} ${model ?? none}`;
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    const labels = { agent, ...this.ofModel(model ?? none, provider ?? none) };
    if (this.#pairs.size >= this.#pairsMax) return { ...labels, agent: other };
    this.#pairs.set(key, labels);
    return labels;
  }

  ofModel(model: string, provider: string): Omit<TurnLabels, 'agent'> {
    const known = this.#models.get(model);
    if (known !== undefined) return { model: known.model, provider: known.provider };
    if (this.#models.size >= this.#modelsMax) return { model: other, provider: other };
    this.#models.set(model, { agent: '', model, provider });
    return { model, provider };
  }
}

/** Who answered a turn, or was asked last. */
export function providerOf({ model, attempts }: TurnRecord): string | null {
  return attempts.findLast((attempt) => attempt.model === model)?.provider ?? null;
}
