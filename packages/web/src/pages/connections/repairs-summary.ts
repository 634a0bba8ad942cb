import type { Connection } from '@jackfield/control-plane/rest-types';
import { count } from '../../model/amounts.ts';

/** What was mended, and in how many turns, so that the fold needn't be opened to know. */
export function repairsSummary({ repairs, turns }: Pick<Connection, 'repairs' | 'turns'>): string {
  const needed = repairs.filter((repair) => repair.count > 0).length;
  if (needed === 0) return 'No turn needed a repair since the start.';
  const were = needed === 1 ? '1 repair was' : `${needed} repairs were`;
  return `${were} needed in the last ${turns === 1 ? 'turn' : `${count(turns)} turns`}.`;
}

/** How often one repair was needed, beside its switch. */
export function repairCount(repaired: number): string {
  if (repaired === 0) return 'Not needed since the start';
  return `Needed in ${repaired === 1 ? '1 turn' : `${count(repaired)} turns`}`;
}
