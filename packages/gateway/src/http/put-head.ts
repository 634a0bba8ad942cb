import type { OutgoingHttpHeaders } from 'node:http';
import type { AnswerHead } from '../turn/caller.ts';
import { droppedHeader } from './dropped-header.ts';
import { serverTiming } from './server-timing.ts';

/** What an answer's headers say of its turn. */
export function putHead(headers: OutgoingHttpHeaders, head: AnswerHead): void {
  headers['x-jackfield-revision'] = head.revision;
  headers['x-jackfield-model'] = head.model;
  headers['x-jackfield-attempts'] = head.attempts;
  if (head.story.length > 0) headers['server-timing'] = serverTiming(head.story);
  if (head.dropped.length > 0) headers['x-jackfield-dropped'] = droppedHeader(head.dropped);
}

/** When to ask again, and whether to. */
export function putRetry(
  headers: OutgoingHttpHeaders,
  {
    retryAfterMs,
    retryable,
  }: { readonly retryAfterMs: number | null; readonly retryable: boolean },
): void {
  if (retryAfterMs !== null) {
    headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfterMs / 1_000)));
  }
  // The official SDKs retry every 429 and 5xx unless told that it is of no use.
  if (!retryable) headers['x-should-retry'] = 'false';
}
