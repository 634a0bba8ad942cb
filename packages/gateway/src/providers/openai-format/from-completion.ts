import { Collector } from '@jackfield/chat-completions';
import { notAnAnswer, truncatedAnswer } from '../not-an-answer.ts';
import type { DecodedCompletion, ProviderCall, UpstreamHead } from '../provider.ts';
import { sniff } from '../sniff.ts';
import { withoutLeadIn } from '../without-lead-in.ts';
import { OpenAiStreamDecoder } from './from-stream.ts';
import { parseCompletion } from './parse-completion.ts';
import type { AnswerTraits } from './traits.ts';

/**
 * One whole answer: JSON, or the server-sent events that some servers send unasked, put together.
 * @throws ProviderError `bad_response` for anything else, e.g. a login page with status 200.
 */
export function decodeCompletion(
  head: UpstreamHead,
  body: Buffer,
  call: ProviderCall,
  traits?: AnswerTraits,
): DecodedCompletion {
  const said = withoutLeadIn(body);
  switch (sniff(said)) {
    case 'json': {
      const answered = parseCompletion(head, said);
      const repair = traits?.newRepair(call);
      const completion = repair?.completion(answered) ?? answered;
      const json = completion === answered ? said : JSON.stringify(completion);
      return { completion, json, repaired: repair?.applied };
    }
    case 'sse':
      return fromEvents(head, said, call, traits);
    case 'html':
    case 'other':
      throw notAnAnswer(head, body);
  }
}

function fromEvents(
  head: UpstreamHead,
  body: Buffer,
  call: ProviderCall,
  traits: AnswerTraits | undefined,
): DecodedCompletion {
  // A whole answer holds its usage unasked.
  const decoder = new OpenAiStreamDecoder(head, { ...call, includeUsage: true }, traits);
  const collector = new Collector();
  for (const { chunk } of decoder.push(body)) collector.push(chunk);
  for (const { chunk } of decoder.end()) collector.push(chunk);
  const completion = collector.completion();
  if (completion === null) throw truncatedAnswer();
  return { completion, json: JSON.stringify(completion), repaired: decoder.repaired };
}
