/**
 * The parts of the Gemini API's wire format that are read or written here. Answers hold more, and
 * every field of theirs may be missing.
 * Source: googleapis/js-genai `src/types.ts` and `google/ai/generativelanguage/v1beta` protos.
 */
export interface GeminiRequest {
  systemInstruction?: { parts: GeminiPart[] };
  contents: GeminiContent[];
  tools?: { functionDeclarations: GeminiFunction[] }[];
  toolConfig?: {
    functionCallingConfig: {
      mode: 'AUTO' | 'ANY' | 'NONE' | 'VALIDATED';
      allowedFunctionNames?: string[];
    };
  };
  generationConfig?: GenerationConfig;
  serviceTier?: 'standard' | 'flex' | 'priority';
}

export interface GeminiContent {
  role: 'user' | 'model';
  parts: GeminiPart[];
}

export interface GeminiPart {
  text?: string;
  /** Whether `text` is the model's thinking and not what it says. */
  thought?: boolean;
  thoughtSignature?: string;
  inlineData?: { mimeType: string; data: string };
  fileData?: { mimeType?: string; fileUri: string };
  functionCall?: {
    id?: string;
    name?: string;
    args?: unknown;
    partialArgs?: unknown;
    willContinue?: boolean;
  };
  functionResponse?: { id?: string; name: string; response: Record<string, unknown> };
}

export interface GeminiFunction {
  name: string;
  description?: string;
  parametersJsonSchema?: unknown;
}

export interface GenerationConfig {
  temperature?: number;
  topP?: number;
  maxOutputTokens?: number;
  stopSequences?: string[];
  candidateCount?: number;
  seed?: number;
  presencePenalty?: number;
  frequencyPenalty?: number;
  responseLogprobs?: boolean;
  logprobs?: number;
  responseMimeType?: string;
  responseJsonSchema?: unknown;
  thinkingConfig?: { thinkingBudget?: number; thinkingLevel?: string };
}

export interface GeminiResponse {
  candidates?: GeminiCandidate[];
  promptFeedback?: { blockReason?: string };
  usageMetadata?: GeminiUsage;
  modelVersion?: string;
  responseId?: string;
}

export interface GeminiCandidate {
  index?: number;
  content?: { parts?: GeminiPart[] };
  finishReason?: string;
  finishMessage?: string;
  logprobsResult?: {
    chosenCandidates?: GeminiLogprob[];
    topCandidates?: { candidates?: GeminiLogprob[] }[];
  };
}

export interface GeminiLogprob {
  token?: string;
  logProbability?: number;
}

export interface GeminiUsage {
  promptTokenCount?: number;
  toolUsePromptTokenCount?: number;
  candidatesTokenCount?: number;
  thoughtsTokenCount?: number;
  cachedContentTokenCount?: number;
  totalTokenCount?: number;
}
