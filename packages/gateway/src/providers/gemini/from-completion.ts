import { Collector } from '@jackfield/chat-completions';
import { truncatedAnswer } from '../not-an-answer.ts';
import type { DecodedCompletion, ProviderCall, UpstreamHead } from '../provider.ts';
import { responsesIn } from './from-document.ts';
import { Answer } from './from-response.ts';

/** One whole `GenerateContentResponse`. @throws ProviderError when it is none, or has no end. */
export function decodeCompletion(
  head: UpstreamHead,
  body: Buffer,
  call: ProviderCall,
): DecodedCompletion {
  const collector = new Collector();
  const answer = new Answer(call, ({ chunk }) => collector.push(chunk));
  for (const response of responsesIn(head, body)) answer.take(response);
  answer.end();
  const completion = collector.completion();
  if (completion === null) throw truncatedAnswer();
  return { completion, json: JSON.stringify(completion) };
}
