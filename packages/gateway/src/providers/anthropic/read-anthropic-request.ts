import type {
  ContentBlockParam as Block,
  ImageBlockParam,
  MessageCreateParams,
  Tool,
} from '@anthropic-ai/sdk/resources/messages';
import type { SentRequest, SentTurn } from '../provider-contract-requests.ts';
import type { UpstreamRequest } from '../provider.ts';

/** Reads a request by the types of Anthropic's own SDK: for tests. */
export function readAnthropicRequest({ url, headers, body }: UpstreamRequest): SentRequest {
  if (url.pathname !== '/v1/messages' || !headers['anthropic-version']) throw new Error(url.href);
  // Holds: what isn't there shows as a difference. The SDK has no temperature any more.
  const sent = JSON.parse(String(body)) as MessageCreateParams & { temperature?: number };
  const choice = sent.tool_choice;
  const form = choice?.type === 'tool' ? { name: choice.name } : (choice?.type ?? null);
  return {
    system: typeof sent.system === 'string' ? sent.system : '',
    turns: sent.messages.map(({ role, content }) => readTurn(role, content as Block[])),
    tools: ((sent.tools ?? []) as Tool[]).map(
      ({ name, description = '', input_schema: parameters }) => ({ name, description, parameters }),
    ),
    toolChoice: form === 'any' ? 'required' : form,
    answerSchema: sent.output_config?.format?.schema ?? null,
    maxTokens: sent.max_tokens,
    temperature: sent.temperature ?? null,
    stop: sent.stop_sequences ?? [],
  };
}

function readTurn(role: string, content: Block[]): SentTurn {
  return {
    role: role === 'user' ? 'user' : 'assistant',
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    images: content.flatMap((block) => (block.type === 'image' ? [readImage(block.source)] : [])),
    toolCalls: content
      .filter((block) => block.type === 'tool_use')
      .map(({ id, name, input }) => ({ id, name, arguments: input })),
    toolResults: content
      .filter((block) => block.type === 'tool_result')
      .map(({ tool_use_id: id, content: said }) => ({
        id,
        text: readTurn('user', said as Block[]).text,
      })),
  };
}

function readImage(source: ImageBlockParam['source']): string {
  if ('url' in source) return source.url;
  return 'data' in source ? `${source.media_type};${source.data}` : '';
}
