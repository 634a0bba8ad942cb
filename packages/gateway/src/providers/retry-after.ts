import type { UpstreamHead } from './provider.ts';

/**
 * What `retry-after-ms` or `retry-after` in seconds asks for, in milliseconds; `null` without one.
 * The date form is left out: reading it takes a clock, and model servers send seconds.
 */
export function retryAfterMs(head: UpstreamHead): number | null {
  const milliseconds = number(head.headers['retry-after-ms']);
  if (milliseconds !== null) return milliseconds;
  const seconds = number(head.headers['retry-after']);
  return seconds === null ? null : seconds * 1_000;
}

function number(value: string | string[] | undefined): number | null {
  if (typeof value !== 'string' || value.trim() === '') return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) && parsed >= 0 ? parsed : null;
}
