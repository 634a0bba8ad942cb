import { imageOfBase64, type Asked } from '../asked.ts';
import { asList, asNumber, asObject, asText, isObject, type JsonObject } from '../json-value.ts';
import { countWords } from '../split-words.ts';
import type { ChatOperation } from '../vendor.ts';
import { requestShape } from './request-shape.ts';
import { toJsonNames } from './to-json-names.ts';

export function fromRequest(body: unknown, operation: ChatOperation): Asked {
  const request = asObject(toJsonNames(requestShape, body));
  const contents = asList(request['contents']).map(asObject);
  const config = asObject(request['generationConfig']);
  const thinking = asObject(config['thinkingConfig']);
  const instruction = asObject(request['systemInstruction']);
  return {
    model: operation.model ?? '',
    stream: operation.stream === true,
    ...lastSaid(contents),
    tools: asList(request['tools']).flatMap((tool) =>
      asList(asObject(tool)['functionDeclarations']).map((declared) => {
        const { name, parameters, parametersJsonSchema } = asObject(declared);
        return { name: asText(name), parameters: asObject(parametersJsonSchema ?? parameters) };
      }),
    ),
    toolChoice: toolChoiceOf(asObject(asObject(request['toolConfig'])['functionCallingConfig'])),
    parallelToolCalls: true,
    format: formatOf(config),
    tokensMax: asNumber(config['maxOutputTokens']),
    stop: asList(config['stopSequences']).map(asText),
    reasoning: thinking['includeThoughts'] === true,
    choices: asNumber(config['candidateCount']) ?? 1,
    promptTokens: [...contents, instruction].reduce((sum, one) => sum + countWords(textOf(one)), 0),
    usageInStream: true,
    obfuscation: false,
  };
}

function lastSaid(contents: JsonObject[]): Pick<Asked, 'lastText' | 'lastIsToolResult' | 'images'> {
  const last = contents.findLast(({ role }) => role !== 'model') ?? {};
  const results = partsOf(last).flatMap(({ functionResponse }) =>
    isObject(functionResponse) ? [resultText(asObject(functionResponse['response']))] : [],
  );
  if (results.length > 0) {
    return { lastText: results.join('; '), lastIsToolResult: true, images: [] };
  }
  const images = partsOf(last).flatMap(({ inlineData, fileData }) => {
    if (isObject(fileData)) return [{ mediaType: 'url', bytes: undefined }];
    if (!isObject(inlineData)) return [];
    return [imageOfBase64(asText(inlineData['mimeType']), asText(inlineData['data']))];
  });
  return { lastText: textOf(last), lastIsToolResult: false, images };
}

/** `output` and `result` are the names the vendor suggests for a result that is plain text. */
function resultText(response: JsonObject): string {
  const only = response['output'] ?? response['result'] ?? response['content'];
  return typeof only === 'string' ? only : JSON.stringify(only ?? response);
}

function partsOf(content: JsonObject): JsonObject[] {
  return asList(content['parts']).map(asObject);
}

function textOf(content: JsonObject): string {
  return partsOf(content)
    .map(({ text }) => asText(text))
    .join('');
}

function toolChoiceOf(config: JsonObject): Asked['toolChoice'] {
  const [name] = asList(config['allowedFunctionNames']);
  if (config['mode'] === 'NONE') return { kind: 'none' };
  if (config['mode'] !== 'ANY') return { kind: 'auto' };
  return typeof name === 'string' ? { kind: 'named', name } : { kind: 'any' };
}

function formatOf(config: JsonObject): Asked['format'] {
  if (config['responseMimeType'] !== 'application/json') return { kind: 'text' };
  const schema = config['responseJsonSchema'] ?? config['responseSchema'];
  return isObject(schema) ? { kind: 'schema', schema } : { kind: 'json' };
}
