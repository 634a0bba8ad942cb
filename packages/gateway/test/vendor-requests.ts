import type { MessageCreateParams } from '@anthropic-ai/sdk/resources/messages';
import type { Content, GenerationConfig, Tool, ToolConfig } from '@google/genai';
import type {
  ChatCompletionAssistantMessageParam,
  ChatCompletionCreateParams,
  ChatCompletionMessageParam,
  ChatCompletionToolMessageParam,
} from 'openai/resources/chat/completions';

/**
 * What each vendor takes as the body of a request, by the types of its SDK, which are generated from
 * its specification.
 */
export interface VendorRequests {
  openai: Omit<ChatCompletionCreateParams, 'messages'> & { messages: OpenAiMessage[] };
  /** With fields of API version 2023-06-01 that this SDK no longer has: decision 0059. */
  anthropic: MessageCreateParams & { temperature?: number; top_p?: number };
  gemini: Wire<{
    contents: Content[];
    systemInstruction?: Content;
    tools?: Tool[];
    toolConfig?: ToolConfig;
    generationConfig?: GenerationConfig;
    serviceTier?: 'standard' | 'flex' | 'priority';
  }>;
}

/** Two fields that callers send back as they got them are passed through. */
type OpenAiMessage =
  | ChatCompletionMessageParam
  | (ChatCompletionToolMessageParam & { name?: string })
  | (ChatCompletionAssistantMessageParam & { annotations?: unknown[] });

/** On the wire a member of an enum is its text. */
type Wire<T> = T extends string
  ? `${T}`
  : T extends unknown[]
    ? Wire<T[number]>[]
    : T extends object
      ? { [K in keyof T]: Wire<T[K]> }
      : T;
