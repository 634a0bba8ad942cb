import { randomUUID } from 'node:crypto';

const idForm = /^req_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * A new request id, `req_` and a UUID of version 7: ids of later milliseconds sort behind earlier
 * ones as text, so what is kept under them lies in the order of time.
 * https://www.rfc-editor.org/rfc/rfc9562#section-5.7
 *
 * @param now Milliseconds since 1970.
 */
export function newRequestId(now: number): string {
  return `req_${timeOf(now)}-7${randomUUID().slice(15)}`;
}

/** No request id of this millisecond, or of a later one, sorts before it. */
export function firstRequestId(ms: number): string {
  return `req_${timeOf(ms)}-7`;
}

export function isRequestId(text: string): boolean {
  return idForm.test(text);
}

/** 48 bits in hexadecimal. */
function timeOf(ms: number): string {
  const hex = Math.floor(ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
