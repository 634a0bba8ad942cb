import type { ChatCompletionRequest, ChatMessage, ContentPart } from '@jackfield/chat-completions';
import type { SentRequest, SentTurn } from '../provider-contract-requests.ts';
import type { UpstreamRequest } from '../provider.ts';

/** Reads a request of OpenAI's format as a server of it would: for the provider contract. */
export function readOpenAiRequest({ body }: UpstreamRequest): SentRequest {
  // Holds: it was written by a provider of this format; the tests fail where it wasn't.
  const request = JSON.parse(String(body)) as ChatCompletionRequest;
  const { tools, tool_choice: choice, stop, response_format: format } = request;
  const isSystem = ({ role }: ChatMessage): boolean => role === 'system' || role === 'developer';
  return {
    system: request.messages
      .filter(isSystem)
      .map(({ content }) => text(content))
      .join('\n\n'),
    turns: request.messages.filter((message) => !isSystem(message)).map(readTurn),
    tools: (tools ?? []).map((tool) => ({
      name: tool.function?.name ?? '',
      description: tool.function?.description ?? '',
      parameters: tool.function?.parameters,
    })),
    toolChoice:
      choice === null || choice === undefined || typeof choice === 'string'
        ? readChoice(choice ?? null)
        : { name: choice.function?.name ?? '' },
    answerSchema: format?.json_schema?.schema ?? null,
    maxTokens: request.max_completion_tokens ?? request.max_tokens ?? null,
    temperature: request.temperature ?? null,
    stop: typeof stop === 'string' ? [stop] : (stop ?? []),
  };
}

function readChoice(choice: string | null): 'auto' | 'none' | 'required' | null {
  switch (choice) {
    case 'any':
    case 'required':
      return 'required';
    case 'auto':
    case 'none':
    case null:
      return choice;
    default:
      throw new Error(`No server knows the tool_choice ${choice}.`);
  }
}

function readTurn(message: ChatMessage): SentTurn {
  const { role, content, tool_calls: calls, tool_call_id: id } = message;
  if (role === 'tool') {
    return { role, text: '', toolResults: [{ id: id ?? '', text: text(content) }] };
  }
  return {
    role: role === 'assistant' ? 'assistant' : 'user',
    text: text(content),
    images: parts(content).flatMap(({ image_url: image }) => (image ? [readImage(image.url)] : [])),
    toolCalls: (calls ?? []).map((call) => ({
      id: call.id,
      name: call.function.name,
      arguments: JSON.parse(call.function.arguments),
    })),
  };
}

function readImage(url: string): string {
  return url.replace(/^data:([^;]*);base64,/, '$1;');
}

function parts(content: ChatMessage['content']): ContentPart[] {
  return Array.isArray(content) ? content : [];
}

function text(content: ChatMessage['content']): string {
  if (typeof content === 'string') return content;
  return parts(content)
    .map((part) => part.text ?? '')
    .join('');
}
