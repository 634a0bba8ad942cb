import type { Price } from '@jackfield/control-plane/rest-types';

/** What a phone agent's turn usually carries: instructions and the talk so far in, one reply out. */
export const assumedTurn = { input: 1_500, output: 100 } as const;

/** US dollars for 1,000 turns of {@link assumedTurn}, without any discount for cached input. */
export function pricePerThousandTurns(price: Price): number {
  return (
    (1_000 *
      (assumedTurn.input * price.inputPerMillion + assumedTurn.output * price.outputPerMillion)) /
    1_000_000
  );
}
