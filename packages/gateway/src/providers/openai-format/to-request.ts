import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import type { ProviderCall, UpstreamRequest } from '../provider.ts';
import { chatCompletionsUrl } from './chat-completions-url.ts';
import type { OpenAiFormatTraits } from './traits.ts';

/** The caller's request as it stands, every unknown field with it, for the upstream's model. */
export function toRequest(call: ProviderCall, traits: OpenAiFormatTraits): UpstreamRequest {
  const body: ChatCompletionRequest = { ...call.request, model: call.upstreamModel };
  if (call.streaming) {
    body.stream = true;
  } else {
    delete body.stream;
    delete body.stream_options;
  }
  nameMaxTokens(body, traits.maxTokensField);
  return {
    url: chatCompletionsUrl(call.baseUrl),
    headers: {
      'content-type': 'application/json',
      accept: call.streaming ? 'text/event-stream, application/json' : 'application/json',
    },
    body: JSON.stringify(body),
    dropped: [],
  };
}

function nameMaxTokens(
  body: ChatCompletionRequest,
  field: OpenAiFormatTraits['maxTokensField'],
): void {
  if (field === 'as_given') return;
  const other = field === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
  const value = body[field] ?? body[other];
  delete body[other];
  if (value !== undefined) body[field] = value;
}
