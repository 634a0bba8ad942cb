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

const lowMs = 65_536;
/** The upper part of a time: another one every 65 s. */
let high = { ms: 0, hex: '00000000' };

/** 48 bits in hexadecimal. */
function timeOf(ms: number): string {
  const low = Math.floor(ms) % lowMs;
  const highMs = Math.floor(ms) - low;
  if (highMs !== high.ms) {
    high = { ms: highMs, hex: (highMs / lowMs).toString(16).padStart(8, '0') };
  }
  return `${high.hex}-${low.toString(16).padStart(4, '0')}`;
}
