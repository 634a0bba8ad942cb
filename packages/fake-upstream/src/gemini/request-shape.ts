import { any, array, boolean, integer, map, number, object, string, type Shape } from '../shape.ts';

/**
 * GenerateContentRequest: googleapis/googleapis `google/ai/generativelanguage/v1beta` and the types of
 * `@google/genai` 3.1.0, as far as the Gemini API (not Vertex) takes them. Names are the JSON names; the
 * server takes the proto names (`generation_config`) as well.
 */
const blob = object({ mimeType: string, data: string, displayName: string });
const functionCall = object({
  id: string,
  name: string,
  args: map,
  partialArgs: any,
  willContinue: boolean,
});
const functionResponse = object({
  id: string,
  name: string,
  response: map,
  parts: array(any),
  willContinue: boolean,
  scheduling: string,
});

const part = object({
  text: string,
  thought: boolean,
  thoughtSignature: string,
  inlineData: blob,
  fileData: object({ mimeType: string, fileUri: string, displayName: string }),
  functionCall,
  functionResponse,
  executableCode: map,
  codeExecutionResult: map,
  toolCall: map,
  toolResponse: map,
  videoMetadata: map,
  mediaResolution: any,
  partMetadata: map,
});

const contentShape: Shape = object({ role: string, parts: array(part) });

/** The OpenAPI subset of `parameters`; whole JSON Schema goes in `parametersJsonSchema`. */
const schemaFields: Record<string, Shape> = {
  type: any,
  format: string,
  title: string,
  description: string,
  nullable: boolean,
  enum: array(string),
  default: any,
  example: any,
  maxItems: any,
  minItems: any,
  maxProperties: any,
  minProperties: any,
  maxLength: any,
  minLength: any,
  minimum: number,
  maximum: number,
  pattern: string,
  required: array(string),
  propertyOrdering: array(string),
};
const schemaShape: Shape = object(schemaFields);
schemaFields['items'] = schemaShape;
schemaFields['anyOf'] = array(schemaShape);
schemaFields['properties'] = { kind: 'map', of: schemaShape };

const tool = object({
  functionDeclarations: array(
    object({
      name: string,
      description: string,
      behavior: string,
      parameters: schemaShape,
      parametersJsonSchema: any,
      response: schemaShape,
      responseJsonSchema: any,
    }),
  ),
  googleSearch: map,
  googleSearchRetrieval: map,
  codeExecution: map,
  computerUse: map,
  urlContext: map,
  fileSearch: map,
  googleMaps: map,
  mcpServers: array(map),
});

const generationConfig = object({
  candidateCount: integer,
  stopSequences: array(string),
  maxOutputTokens: integer,
  temperature: number,
  topP: number,
  topK: number,
  seed: integer,
  responseMimeType: string,
  responseSchema: schemaShape,
  responseJsonSchema: any,
  responseFormat: any,
  presencePenalty: number,
  frequencyPenalty: number,
  responseLogprobs: boolean,
  logprobs: integer,
  enableEnhancedCivicAnswers: boolean,
  responseModalities: array(string),
  speechConfig: map,
  imageConfig: map,
  mediaResolution: string,
  thinkingConfig: object({
    includeThoughts: boolean,
    thinkingBudget: integer,
    thinkingLevel: string,
  }),
});

export const requestShape: Shape = object({
  model: string,
  contents: array(contentShape),
  systemInstruction: contentShape,
  tools: array(tool),
  toolConfig: object({
    functionCallingConfig: object({
      mode: string,
      allowedFunctionNames: array(string),
      streamFunctionCallArguments: boolean,
    }),
    retrievalConfig: map,
    includeServerSideToolInvocations: boolean,
  }),
  safetySettings: array(object({ category: string, threshold: string, method: string })),
  generationConfig,
  cachedContent: string,
  serviceTier: string,
  store: boolean,
  labels: map,
  continuationToken: string,
});
