import type { SentRequest, SentTurn } from '../provider-contract-requests.ts';
import type { UpstreamRequest } from '../provider.ts';
import type { GeminiContent, GeminiRequest } from './gemini-types.ts';

/** Reads a `GenerateContentRequest` as Gemini would: for the provider contract. */
export function readGeminiRequest({ body }: UpstreamRequest): SentRequest {
  // Holds: it was written by the provider under test; the tests fail where it wasn't.
  const request = JSON.parse(String(body)) as GeminiRequest;
  const { generationConfig: config = {}, toolConfig, tools = [], systemInstruction } = request;
  const calling = toolConfig?.functionCallingConfig;
  return {
    system: (systemInstruction?.parts ?? []).map(({ text }) => text ?? '').join('\n\n'),
    turns: request.contents.map(readTurn),
    tools: tools.flatMap(({ functionDeclarations }) =>
      functionDeclarations.map(({ name, description = '', parametersJsonSchema }) => ({
        name,
        description,
        parameters: parametersJsonSchema,
      })),
    ),
    toolChoice: calling === undefined ? null : readChoice(calling),
    answerSchema:
      config.responseMimeType === 'application/json' ? (config.responseJsonSchema ?? null) : null,
    maxTokens: config.maxOutputTokens ?? null,
    temperature: config.temperature ?? null,
    stop: config.stopSequences ?? [],
  };
}

type Calling = NonNullable<GeminiRequest['toolConfig']>['functionCallingConfig'];

function readChoice({ mode, allowedFunctionNames }: Calling): SentRequest['toolChoice'] {
  switch (mode) {
    case 'AUTO':
    case 'VALIDATED':
      return 'auto';
    case 'NONE':
      return 'none';
    case 'ANY': {
      const [name] = allowedFunctionNames ?? [];
      return name === undefined ? 'required' : { name };
    }
  }
}

function readTurn({ role, parts }: GeminiContent): SentTurn {
  return {
    role: role === 'model' ? 'assistant' : 'user',
    text: parts.map(({ text }) => text ?? '').join(''),
    images: parts.flatMap(({ inlineData, fileData }) => {
      if (fileData) return [fileData.fileUri];
      return inlineData ? [`${inlineData.mimeType};${inlineData.data}`] : [];
    }),
    toolCalls: parts.flatMap(({ functionCall: call }) =>
      call ? [{ id: call.id ?? null, name: call.name ?? '', arguments: call.args }] : [],
    ),
    toolResults: parts.flatMap(({ functionResponse: result }) =>
      result
        ? [{ id: result.id ?? null, name: result.name, text: String(result.response['output']) }]
        : [],
    ),
  };
}
