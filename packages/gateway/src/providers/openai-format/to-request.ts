import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import type { ProviderCall, UpstreamRequest } from '../provider.ts';
import { treatFields } from '../treat-fields.ts';
import { chatCompletionsUrl } from '@jackfield/chat-completions';
import type { OpenAiFormatTraits } from './traits.ts';

/** The caller's request as this server takes it, for the upstream's model. */
export function toRequest(call: ProviderCall, traits: OpenAiFormatTraits): UpstreamRequest {
  const spared = traits.repairRequest?.(call);
  const request = spared?.request ?? call.request;
  const { kept, dropped } = treatFields(request, traits.fields, traits.ownFields);
  const body: ChatCompletionRequest = { ...kept, model: call.upstreamModel };
  if (call.streaming) {
    body.stream = true;
  } else {
    delete body.stream;
    delete body.stream_options;
  }
  nameMaxTokens(body, traits.maxTokensField);
  if (traits.toMessages) body.messages = traits.toMessages(body.messages);
  return {
    url: chatCompletionsUrl(call.baseUrl),
    headers: {
      'content-type': 'application/json',
      accept: call.streaming ? 'text/event-stream, application/json' : 'application/json',
    },
    body: JSON.stringify(traits.toFields?.(body) ?? body),
    dropped: spared ? [...spared.dropped, ...dropped] : dropped,
    repaired: spared?.applied,
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
