import type { RepairId, TurnRecord } from '@jackfield/gateway-config';

/** What a model's turns came to, whichever agent's they were. */
export interface ModelTurns {
  readonly turns: number;
  /** How many turns needed each repair. */
  readonly repaired: ReadonlyMap<RepairId, number>;
}

/** What each model's turns needed mended since the program started, in memory. */
export class RepairTally {
  readonly #models = new Map<string, { turns: number; repaired: Map<RepairId, number> }>();

  record({ model, skipped, repairs }: TurnRecord): void {
    const id = model ?? skipped[0]?.model;
    if (id === undefined) return;
    const counted = this.#models.get(id) ?? { turns: 0, repaired: new Map() };
    counted.turns += 1;
    for (const repair of repairs) {
      counted.repaired.set(repair, (counted.repaired.get(repair) ?? 0) + 1);
    }
    this.#models.set(id, counted);
  }

  ofModel(model: string): ModelTurns {
    return this.#models.get(model) ?? { turns: 0, repaired: new Map() };
  }

  forget(model: string): void {
    this.#models.delete(model);
  }
}
