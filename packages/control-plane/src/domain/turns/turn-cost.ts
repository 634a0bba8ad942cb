import type { TurnRecord } from '@jackfield/gateway-config';
import type { Price } from '../../schemas/model.ts';

/** Of one US dollar: so fine that a single token of the cheapest model is a whole number of them. */
export const costUnit = 1_000_000_000;

/** By the id of a model; without an entry where its price isn't known. */
export type PriceOf = (model: string) => Price | null | undefined;

/**
 * What a turn cost, in billionths of a US dollar: the tokens of the attempt that answered, at its
 * model's price, those read from the vendor's cache at the price for these. Attempts that failed or
 * lost are not billed. `null` where the vendor told no tokens, or the model has no price.
 */
export function turnCost(turn: TurnRecord, priceOf: PriceOf): number | null {
  const answer = turn.attempts.find(({ outcome }) => outcome === 'answered');
  if (answer === undefined) return 0;
  const price = priceOf(answer.model);
  const { promptTokens, cachedTokens, completionTokens } = answer;
  if (price == null || promptTokens === null || completionTokens === null) return null;
  const cached = Math.min(cachedTokens ?? 0, promptTokens);
  const perMillion =
    (promptTokens - cached) * price.inputPerMillion +
    cached * (price.cachedInputPerMillion ?? price.inputPerMillion) +
    completionTokens * price.outputPerMillion;
  return Math.round((perMillion / 1_000_000) * costUnit);
}
