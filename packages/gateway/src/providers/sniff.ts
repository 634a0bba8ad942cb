import { withoutLeadIn } from './without-lead-in.ts';

export type Sniffed = 'json' | 'sse' | 'html' | 'other';

const sseStarts = ['data:', 'event:', 'id:', 'retry:', 'error:', ':'];
const startBytesMax = 'retry:'.length;

/**
 * What an answer is by its first bytes behind byte order mark and white space, whatever its content
 * type says: servers send events as text/plain and JSON as text/event-stream.
 */
export function sniff(bytes: Buffer): Sniffed {
  const start = startOf(bytes);
  if (start.startsWith('{') || start.startsWith('[')) return 'json';
  if (start.startsWith('<')) return 'html';
  return sseStarts.some((field) => start.startsWith(field)) ? 'sse' : 'other';
}

/** Whether there is enough besides white space to judge by. */
export function canSniff(bytes: Buffer): boolean {
  const start = startOf(bytes);
  return start.length >= startBytesMax || /^[{[<:]/.test(start);
}

function startOf(bytes: Buffer): string {
  return withoutLeadIn(bytes).toString('latin1', 0, startBytesMax);
}
