import type { Refusal } from '../vendor.ts';
import { toError } from './to-error.ts';

/** The error body as an event: `@google/genai` takes a chunk with an `error` for one. */
export function toStreamError(refusal: Refusal): string {
  return `data: ${JSON.stringify(toError(refusal).body)}\n\n`;
}
