import { imageOfBase64, type Asked } from '../asked.ts';
import { asList, asNumber, asObject, asText, isObject, type JsonObject } from '../json-value.ts';
import { countWords } from '../split-words.ts';

export function fromRequest(body: unknown): Asked {
  const request = asObject(body);
  const messages = asList(request['messages']).map(asObject);
  const choice = asObject(request['tool_choice']);
  const format = asObject(asObject(request['output_config'])['format']);
  const thinking = asObject(request['thinking'])['type'];
  return {
    model: asText(request['model']),
    stream: request['stream'] === true,
    ...lastSaid(messages),
    tools: asList(request['tools']).map((tool) => {
      const { name, input_schema } = asObject(tool);
      return { name: asText(name), parameters: asObject(input_schema) };
    }),
    toolChoice: toolChoiceOf(choice),
    parallelToolCalls: choice['disable_parallel_tool_use'] !== true,
    format:
      format['type'] === 'json_schema'
        ? { kind: 'schema', schema: asObject(format['schema']) }
        : { kind: 'text' },
    tokensMax: asNumber(request['max_tokens']),
    stop: asList(request['stop_sequences']).map(asText),
    reasoning: thinking === 'enabled' || thinking === 'adaptive',
    choices: 1,
    promptTokens: [...messages, { content: request['system'] }].reduce(
      (sum, message) => sum + countWords(textOf(message)),
      0,
    ),
    usageInStream: true,
    obfuscation: false,
  };
}

function lastSaid(messages: JsonObject[]): Pick<Asked, 'lastText' | 'lastIsToolResult' | 'images'> {
  const last = messages.findLast(({ role }) => role === 'user') ?? {};
  const blocks = asList(last['content']).map(asObject);
  const results = blocks.filter(({ type }) => type === 'tool_result');
  // Words beside results are a new question, and are what the model answers.
  if (results.length > 0 && textOf(last) === '') {
    return { lastText: results.map(textOf).join('; '), lastIsToolResult: true, images: [] };
  }
  const images = blocks.flatMap(({ type, source }) => {
    if (type !== 'image') return [];
    if (!isObject(source) || source['type'] !== 'base64') {
      return [{ mediaType: 'url', bytes: undefined }];
    }
    return [imageOfBase64(asText(source['media_type']), asText(source['data']))];
  });
  return { lastText: textOf(last), lastIsToolResult: false, images };
}

function textOf({ content }: JsonObject): string {
  if (typeof content === 'string') return content;
  return asList(content)
    .map((block) => asText(asObject(block)['text']))
    .join('');
}

function toolChoiceOf({ type, name }: JsonObject): Asked['toolChoice'] {
  if (type === 'tool') return { kind: 'named', name: asText(name) };
  return { kind: type === 'any' || type === 'none' ? type : 'auto' };
}
