import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionRequest,
  ChatMessage,
} from '@jackfield/chat-completions';
import type { ReadListedModel } from '../model-list.ts';
import type { ProviderCall } from '../provider.ts';
import type { FieldNotes, FieldTable } from '../request-fields.ts';

/** What differs between servers that speak OpenAI's format, declared instead of branched on. */
export interface OpenAiFormatTraits {
  readonly id: string;
  /** Enforced: what it says is dropped or refused never reaches this server. */
  readonly fields: FieldTable;
  readonly fieldNotes?: FieldNotes;
  /** Fields beyond OpenAI's that this server has, and so takes although `others` are dropped. */
  readonly ownFields?: ReadonlySet<string>;
  /** The field in which this server takes the limit on output tokens. */
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens' | 'as_given';
  /** Puts a conversation into the shape this server takes; without it, it travels as it is. */
  readonly toMessages?: (messages: readonly ChatMessage[]) => ChatMessage[];
  /** Puts the other fields into this server's names and forms. */
  readonly toFields?: (body: ChatCompletionRequest) => ChatCompletionRequest;
  /** Puts this server's answers into OpenAI's form; without it, their bytes are given as they came. */
  readonly answers?: AnswerTraits;
  /** What this server says of a model in its list, where it says more than OpenAI does. */
  readonly readListedModel?: ReadListedModel;
}

export interface AnswerTraits {
  /** A repair for the chunks of one stream, which may remember what it has seen. */
  newChunkRepair(call: ProviderCall): ChunkRepair;
  /** The same completion where there is nothing to repair; else another. @throws ProviderError. */
  repairCompletion(completion: ChatCompletion): ChatCompletion;
}

/** `null` where the chunk is good as it came. @throws ProviderError where it says that it failed. */
export type ChunkRepair = (chunk: ChatCompletionChunk) => ChatCompletionChunk[] | null;
