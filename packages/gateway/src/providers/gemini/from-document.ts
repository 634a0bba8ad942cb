import { notAnAnswer } from '../not-an-answer.ts';
import type { UpstreamHead } from '../provider.ts';
import { withoutLeadIn } from '../without-lead-in.ts';
import { errorInAnswer } from './from-error.ts';
import { asResponse } from './from-response.ts';
import type { GeminiResponse } from './gemini-types.ts';

/**
 * The responses that one JSON document holds: one, or the array in which a stream comes without
 * `alt=sse`. @throws ProviderError for a document that holds none, or says that it failed.
 */
export function responsesIn(head: UpstreamHead, body: Buffer): GeminiResponse[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(withoutLeadIn(body).toString('utf8'));
  } catch (cause) {
    throw notAnAnswer(head, body, cause);
  }
  const items: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  if (items.length === 0) throw notAnAnswer(head, body);
  return items.map((item) => {
    const failure = errorInAnswer(item);
    if (failure !== null) throw failure;
    const response = asResponse(item);
    if (response === null) throw notAnAnswer(head, body);
    return response;
  });
}
