import { Collector } from '@jackfield/chat-completions';
import { AnswerWriter } from './answer-writer.ts';
import { notAnAnswer } from './not-an-answer.ts';
import { parseAnswer } from './parse-answer.ts';
import type { DecodedCompletion, ProviderCall, UpstreamHead } from './provider.ts';

/**
 * One whole answer of another format: `write` writes what its JSON object says, as for a stream.
 * @throws ProviderError `bad_response` for a body that is no object, or says no finish reason.
 */
export function writeCompletion(
  head: UpstreamHead,
  body: Buffer,
  call: ProviderCall,
  write: (writer: AnswerWriter, answer: Record<string, unknown>) => void,
): DecodedCompletion {
  const writer = new AnswerWriter({ ...call, includeUsage: false });
  write(writer, parseAnswer(head, body));
  writer.end();
  const collector = new Collector();
  for (const { chunk } of writer.take()) collector.push(chunk);
  const completion = collector.completion();
  if (completion === null) throw notAnAnswer(head, body);
  return { completion, json: JSON.stringify(completion) };
}
