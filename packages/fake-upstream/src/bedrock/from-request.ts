import { imageOfBase64, type Asked } from '../asked.ts';
import { asList, asNumber, asObject, asText, isObject, type JsonObject } from '../json-value.ts';
import { countWords } from '../split-words.ts';
import type { ChatOperation } from '../vendor.ts';

export function fromRequest(body: unknown, operation: ChatOperation): Asked {
  const request = asObject(body);
  const messages = asList(request['messages']).map(asObject);
  const config = asObject(request['inferenceConfig']);
  const tools = asObject(request['toolConfig']);
  const extra = asObject(request['additionalModelRequestFields']);
  const output = asObject(request['outputConfig']);
  return {
    model: operation.model ?? '',
    stream: operation.stream === true,
    ...lastSaid(messages),
    tools: asList(tools['tools']).flatMap((tool) => {
      const spec = asObject(asObject(tool)['toolSpec']);
      const parameters = asObject(asObject(spec['inputSchema'])['json']);
      return spec['name'] === undefined ? [] : [{ name: asText(spec['name']), parameters }];
    }),
    toolChoice: toolChoiceOf(asObject(tools['toolChoice'])),
    parallelToolCalls: true,
    format: formatOf(asObject(output['textFormat'])),
    tokensMax: asNumber(config['maxTokens']),
    stop: asList(config['stopSequences']).map(asText),
    reasoning:
      isObject(extra['thinking'] ?? extra['reasoning_config']) || output['effort'] !== undefined,
    choices: 1,
    promptTokens: [...messages, { content: request['system'] }].reduce(
      (sum, message) => sum + countWords(textOf(message)),
      0,
    ),
    usageInStream: true,
    obfuscation: true,
  };
}

function lastSaid(messages: JsonObject[]): Pick<Asked, 'lastText' | 'lastIsToolResult' | 'images'> {
  const last = messages.findLast(({ role }) => role === 'user') ?? {};
  const blocks = asList(last['content']).map(asObject);
  const results = blocks.flatMap(({ toolResult }) => (isObject(toolResult) ? [toolResult] : []));
  // Words beside results are a new question, and are what the model answers.
  if (results.length > 0 && textOf(last) === '') {
    return { lastText: results.map(resultText).join('; '), lastIsToolResult: true, images: [] };
  }
  const images = blocks.flatMap(({ image }) => {
    if (!isObject(image)) return [];
    const bytes = asText(asObject(image['source'])['bytes']);
    return [imageOfBase64(`image/${asText(image['format'])}`, bytes)];
  });
  return { lastText: textOf(last), lastIsToolResult: false, images };
}

function resultText({ content }: JsonObject): string {
  return asList(content)
    .map(asObject)
    .map(({ text, json }) => (typeof text === 'string' ? text : JSON.stringify(json)))
    .join('');
}

function textOf({ content }: JsonObject): string {
  return asList(content)
    .map((block) => asText(asObject(block)['text']))
    .join('');
}

function toolChoiceOf(choice: JsonObject): Asked['toolChoice'] {
  if (isObject(choice['tool'])) return { kind: 'named', name: asText(choice['tool']['name']) };
  return { kind: isObject(choice['any']) ? 'any' : 'auto' };
}

function formatOf(format: JsonObject): Asked['format'] {
  if (format['type'] !== 'json_schema') return { kind: 'text' };
  const definition = asObject(asObject(format['structure'])['jsonSchema']);
  try {
    return { kind: 'schema', schema: asObject(JSON.parse(asText(definition['schema']))) };
  } catch {
    // The schema travels as text; one that is no JSON asks for any JSON.
    return { kind: 'json' };
  }
}
