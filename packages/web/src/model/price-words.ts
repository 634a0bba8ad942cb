import type { Price } from '@jackfield/control-plane/rest-types';
import { dollars } from './amounts.ts';

/** `$0.15 in · $0.60 out` a million tokens. */
export function priceWords(price: Price | null): string {
  if (price === null) return 'price not published';
  return `${dollars(price.inputPerMillion)} in · ${dollars(price.outputPerMillion)} out`;
}
