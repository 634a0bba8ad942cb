import { imageOfUrl, type Asked, type AskedImage } from '../asked.ts';
import { asList, asNumber, asObject, asText, type JsonObject } from '../json-value.ts';
import { countWords } from '../split-words.ts';

/** What a chat/completions request asks; other vendors of the format differ in a few names only. */
export function fromRequest(body: unknown): Asked {
  const request = asObject(body);
  const messages = asList(request['messages']).map(asObject);
  const effort = request['reasoning_effort'];
  const streamOptions = asObject(request['stream_options']);
  return {
    model: asText(request['model']),
    stream: request['stream'] === true,
    ...lastSaid(messages),
    tools: asList(request['tools']).flatMap((tool) => {
      const made = asObject(asObject(tool)['function']);
      const name = asText(made['name']);
      return name === '' ? [] : [{ name, parameters: asObject(made['parameters']) }];
    }),
    toolChoice: toolChoiceOf(request['tool_choice']),
    parallelToolCalls: request['parallel_tool_calls'] !== false,
    format: formatOf(asObject(request['response_format'])),
    tokensMax: asNumber(request['max_completion_tokens']) ?? asNumber(request['max_tokens']),
    stop: [request['stop'] ?? []].flat().map(asText),
    reasoning: typeof effort === 'string' && effort !== 'none',
    choices: asNumber(request['n']) ?? 1,
    promptTokens: messages.reduce((sum, message) => sum + countWords(textOf(message)), 0),
    usageInStream: streamOptions['include_usage'] === true,
    obfuscation: streamOptions['include_obfuscation'] !== false,
  };
}

function lastSaid(messages: JsonObject[]): Pick<Asked, 'lastText' | 'lastIsToolResult' | 'images'> {
  const spoken = messages.filter(({ role }) => role === 'user' || role === 'tool');
  const last = spoken.at(-1) ?? {};
  if (last['role'] !== 'tool') {
    return { lastText: textOf(last), lastIsToolResult: false, images: imagesOf(last) };
  }
  const from = spoken.findLastIndex(({ role }) => role !== 'tool') + 1;
  const results = spoken.slice(from).map(textOf);
  return { lastText: results.join('; '), lastIsToolResult: true, images: [] };
}

function textOf({ content }: JsonObject): string {
  if (typeof content === 'string') return content;
  return asList(content)
    .map((part) => asText(asObject(part)['text']))
    .join('');
}

function imagesOf({ content }: JsonObject): AskedImage[] {
  return asList(content).flatMap((part) => {
    const image = asObject(part)['image_url'];
    if (image === undefined) return [];
    return [imageOfUrl(typeof image === 'string' ? image : asText(asObject(image)['url']))];
  });
}

function toolChoiceOf(choice: unknown): Asked['toolChoice'] {
  if (choice === 'none') return { kind: 'none' };
  if (choice === 'required' || choice === 'any') return { kind: 'any' };
  const named = asObject(choice);
  const name = asText(asObject(named['function'])['name']);
  if (name !== '') return { kind: 'named', name };
  const allowed = asObject(named['allowed_tools']);
  return { kind: allowed['mode'] === 'required' ? 'any' : 'auto' };
}

function formatOf(format: JsonObject): Asked['format'] {
  if (format['type'] === 'json_object') return { kind: 'json' };
  if (format['type'] !== 'json_schema') return { kind: 'text' };
  const given = asObject(format['json_schema']);
  return { kind: 'schema', schema: asObject(given['schema']) };
}
