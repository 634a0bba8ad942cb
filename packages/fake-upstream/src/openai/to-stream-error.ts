import type { Refusal } from '../vendor.ts';
import { toError } from './to-error.ts';

/** The error body as an event: what openai-node takes for an error in `core/streaming`. */
export function toStreamError(refusal: Refusal): string {
  return `data: ${JSON.stringify(toError(refusal).body)}\n\n`;
}
