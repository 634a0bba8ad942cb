import { Collector } from '@jackfield/chat-completions';
import type { DecodedCompletion, ProviderCall, UpstreamHead } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import { notAnAnswer } from './from-error.ts';
import { OpenAiStreamDecoder } from './from-stream.ts';
import { parseCompletion } from './parse-completion.ts';
import { sniff } from './sniff.ts';

/**
 * One whole answer: JSON, or the server-sent events that some servers send unasked, put together.
 * @throws ProviderError `bad_response` for anything else, e.g. a login page with status 200.
 */
export function decodeCompletion(
  head: UpstreamHead,
  body: Buffer,
  call: ProviderCall,
): DecodedCompletion {
  switch (sniff(body)) {
    case 'json':
      return { completion: parseCompletion(head, body), json: body };
    case 'sse':
      return fromEvents(head, body, call);
    case 'html':
    case 'other':
      throw notAnAnswer(head, body);
  }
}

function fromEvents(head: UpstreamHead, body: Buffer, call: ProviderCall): DecodedCompletion {
  const decoder = new OpenAiStreamDecoder(head, call);
  const collector = new Collector();
  for (const { chunk } of decoder.push(body)) collector.push(chunk);
  for (const { chunk } of decoder.end()) collector.push(chunk);
  const completion = collector.completion();
  if (completion === null) {
    throw new ProviderError('bad_response', {
      message: 'The model’s answer broke off before its end.',
      code: 'upstream_truncated',
      retryable: true,
    });
  }
  return { completion, json: JSON.stringify(completion) };
}
