import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import type { ProviderCall, UpstreamRequest } from '../provider.ts';
import { writePlainRequest } from '../plain-messages.ts';
import { writeJson } from '../source-json.ts';
import { treatFields } from '../treat-fields.ts';
import { chatCompletionsUrl } from '@jackfield/chat-completions';
import type { OpenAiFormatTraits } from './traits.ts';

/** The caller's request as this server takes it, for the upstream's model. */
export function toRequest(call: ProviderCall, traits: OpenAiFormatTraits): UpstreamRequest {
  const spared = traits.repairRequest?.(call);
  const request = spared?.request ?? call.request;
  const { kept, dropped } = treatFields(request, traits.fields, traits.ownFields);
  const body = ofKind(kept, call, traits.usageWhenAsked === true);
  nameMaxTokens(body, traits.maxTokensField);
  if (traits.toMessages) body.messages = traits.toMessages(body.messages);
  const sent = traits.toFields?.(body) ?? body;
  return {
    url: urlOf(call.baseUrl),
    headers: {
      'content-type': 'application/json',
      accept: call.streaming ? 'text/event-stream, application/json' : 'application/json',
    },
    body: writePlainRequest(sent) ?? writeJson(sent, call.source ?? null),
    dropped: spared ? [...spared.dropped, ...dropped] : dropped,
    repaired: spared?.applied,
  };
}

function ofKind(
  kept: ChatCompletionRequest,
  call: ProviderCall,
  asksForUsage: boolean,
): ChatCompletionRequest {
  const model = call.upstreamModel;
  if (call.streaming) {
    const streamed = { ...kept, model, stream: true };
    if (!asksForUsage || call.includeUsage) return streamed;
    return { ...streamed, stream_options: { ...kept.stream_options, include_usage: true } };
  }
  const { stream: _stream, stream_options: _options, ...whole } = kept;
  // Holds: what is left has its messages still.
  return { ...(whole as ChatCompletionRequest), model };
}

const urlsMax = 1_000;
const urls = new Map<string, URL>();

/** The same object for the same base URL, which whoever sends it knows again; nobody changes it. */
function urlOf(baseUrl: string): URL {
  let url = urls.get(baseUrl);
  if (url === undefined) {
    if (urls.size >= urlsMax) urls.clear();
    url = chatCompletionsUrl(baseUrl);
    urls.set(baseUrl, url);
  }
  return url;
}

function nameMaxTokens(
  body: ChatCompletionRequest,
  field: OpenAiFormatTraits['maxTokensField'],
): void {
  if (field === 'as_given') return;
  const other = field === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
  const value = body[field] ?? body[other];
  if (body[other] !== undefined) delete body[other];
  if (value !== undefined) body[field] = value;
}
