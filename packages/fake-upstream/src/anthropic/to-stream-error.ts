import { sseEvent } from '../sse.ts';
import type { Refusal } from '../vendor.ts';
import { toError } from './to-error.ts';

/** `event: error` with the error body (platform.claude.com, Streaming Messages, "Error events"). */
export function toStreamError(refusal: Refusal): string {
  const { body } = toError(refusal);
  return sseEvent(typeof body === 'string' ? { type: 'error' } : body, 'error');
}
