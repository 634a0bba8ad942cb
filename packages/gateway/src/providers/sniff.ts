export type Sniffed = 'json' | 'sse' | 'html' | 'other';

/** A byte order mark and white space, read as latin1. */
const leadingSpace = /^(?:\xef\xbb\xbf)?\s*/;
const sseStarts = ['data:', 'event:', 'id:', 'retry:', 'error:', ':'];

/**
 * What the first bytes of an answer are, whatever its content type says: servers send events as
 * text/plain and JSON as text/event-stream.
 */
export function sniff(bytes: Buffer): Sniffed {
  const start = bytes.toString('latin1', 0, 64).replace(leadingSpace, '');
  if (start.startsWith('{') || start.startsWith('[')) return 'json';
  if (start.startsWith('<')) return 'html';
  return sseStarts.some((field) => start.startsWith(field)) ? 'sse' : 'other';
}

/** Whether there is something besides white space to judge by. */
export function canSniff(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, 64).replace(leadingSpace, '');
  return start.length >= 'retry:'.length || /^[{[<:]/.test(start) || bytes.length >= 64;
}
