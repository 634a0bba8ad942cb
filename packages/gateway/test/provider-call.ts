import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import type { ProviderCall, StreamDecoder, StreamEvent } from '../src/providers/provider.ts';

/** A call as the turn makes it, with what a test says of it. */
export function providerCall(
  request: Partial<ChatCompletionRequest> = {},
  more: Partial<ProviderCall> = {},
): ProviderCall {
  return {
    request: { messages: [{ role: 'user', content: 'Hi' }], ...request },
    upstreamModel: 'upstream-model',
    baseUrl: 'https://vendor.example/v1',
    streaming: true,
    includeUsage: false,
    repairs: [],
    refusedFields: [],
    unknownFieldsRefused: false,
    created: 1_790_000_000,
    completionId: 'chatcmpl-test',
    ...more,
  };
}

/** Everything a decoder makes of a stream's events. */
export function eventsOf(decoder: StreamDecoder, ...reads: (string | Buffer)[]): StreamEvent[] {
  const events: StreamEvent[] = [];
  for (const read of reads) events.push(...decoder.push(Buffer.from(read)));
  return [...events, ...decoder.end()];
}
