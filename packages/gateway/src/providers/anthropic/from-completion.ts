import type { Usage } from '@jackfield/chat-completions';
import type { AnswerWriter } from '../answer-writer.ts';
import { isRecord } from '../is-record.ts';
import type { DecodedCompletion, ProviderCall, UpstreamHead } from '../provider.ts';
import { stringOf } from '../string-of.ts';
import { writeCompletion } from '../write-completion.ts';

/** One whole `Message`. @throws ProviderError for anything else. */
export function decodeCompletion(
  head: UpstreamHead,
  body: Buffer,
  call: ProviderCall,
): DecodedCompletion {
  return writeCompletion(head, body, call, writeMessage);
}

/** Blocks that OpenAI's format has no place for (the server's own tools) are left out. */
export function writeMessage(writer: AnswerWriter, message: Record<string, unknown>): void {
  const { content, stop_reason: reason, usage } = message;
  for (const block of Array.isArray(content) ? content.filter(isRecord) : []) {
    if (block['type'] === 'text') writer.text(stringOf(block['text']));
    if (block['type'] === 'thinking') writer.reasoning(stringOf(block['thinking']));
    if (block['type'] !== 'tool_use') continue;
    writer.beginCall(stringOf(block['id']), stringOf(block['name']));
    writer.callArguments(JSON.stringify(block['input'] ?? {}));
  }
  if (typeof reason === 'string') writer.finish(fromStopReason(reason, writer.hasCalls));
  if (isRecord(usage)) writer.usage(fromUsage(usage));
}

/** `StopReason`; one of tomorrow travels as it is, for `stop` could hide that the answer is cut. */
export function fromStopReason(reason: string, hasCalls: boolean): string {
  switch (reason) {
    case 'end_turn':
    case 'stop_sequence':
    case 'tool_use':
      return hasCalls ? 'tool_calls' : 'stop';
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    case 'refusal':
      return 'content_filter';
    default:
      return reason;
  }
}

/** `Usage`: what the cache gave or took isn't among `input_tokens`; OpenAI's prompt holds all. */
export function fromUsage(usage: Record<string, unknown>): Usage {
  const count = (value: unknown): number => (typeof value === 'number' ? value : 0);
  const { output_tokens: output, output_tokens_details: details } = usage;
  const cached = count(usage['cache_read_input_tokens']);
  const written = count(usage['cache_creation_input_tokens']);
  const prompt = count(usage['input_tokens']) + cached + written;
  const thought = isRecord(details) ? count(details['thinking_tokens']) : 0;
  return {
    prompt_tokens: prompt,
    completion_tokens: count(output),
    total_tokens: prompt + count(output),
    prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
    completion_tokens_details: { reasoning_tokens: thought },
  };
}
