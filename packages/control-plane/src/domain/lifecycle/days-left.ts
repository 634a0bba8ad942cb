import type { Lifecycle } from '../../schemas/model.ts';
import { dayOf } from '../catalogue/effective-lifecycle.ts';

const dayMs = 24 * 60 * 60_000;

/** Days, by UTC, until a model's first day without it: 0 on that day; `null` where none is known. */
export function daysLeft({ shutDownOn }: Lifecycle, now: number): number | null {
  return shutDownOn === null ? null : (Date.parse(shutDownOn) - Date.parse(dayOf(now))) / dayMs;
}
