import { isRecord } from './is-record.ts';
import { notAnAnswer } from './not-an-answer.ts';
import type { UpstreamHead } from './provider.ts';
import { withoutLeadIn } from './without-lead-in.ts';

/** A whole answer's body as the object it is. @throws ProviderError for anything else. */
export function parseAnswer(head: UpstreamHead, body: Buffer): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(withoutLeadIn(body).toString('utf8'));
  } catch (cause) {
    throw notAnAnswer(head, body, cause);
  }
  if (!isRecord(parsed)) throw notAnAnswer(head, body);
  return parsed;
}
