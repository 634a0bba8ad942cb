import type { Model, TestSet } from '@jackfield/control-plane/rest-types';
import { assumedTurn } from '../../../model/price-of-turns.ts';

/** As the server counts test sets' tokens. */
const charactersPerToken = 4;

export interface Estimate {
  readonly turns: number;
  /** US dollars, of those whose price is known. */
  readonly cost: number;
  readonly unpriced: readonly Model[];
}

/** What a bake-off would take, before it is started: prompts as they are, answers of usual length. */
export function estimate(
  testSet: TestSet,
  models: readonly Model[],
  instructions: string | null,
): Estimate {
  const perTurn = Math.ceil((instructions?.length ?? 0) / charactersPerToken);
  const input = testSet.promptTokens + perTurn * testSet.cases;
  const output = assumedTurn.output * testSet.cases;
  const cost = models.reduce((sum, { price }) => {
    if (price === null) return sum;
    return sum + (input * price.inputPerMillion + output * price.outputPerMillion) / 1_000_000;
  }, 0);
  return {
    turns: testSet.cases * models.length,
    cost,
    unpriced: models.filter(({ price }) => price === null),
  };
}
