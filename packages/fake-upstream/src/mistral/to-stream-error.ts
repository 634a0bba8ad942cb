import type { Refusal } from '../vendor.ts';
import { toError } from './to-error.ts';

/** The flat error body as an event; no source shows another form. */
export function toStreamError(refusal: Refusal): string {
  return `data: ${JSON.stringify(toError(refusal).body)}\n\n`;
}
