import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionRequest,
  ChatMessage,
  Usage,
} from '@jackfield/chat-completions';
import type { RepairId } from '@jackfield/gateway-config';
import type { ReadListedModel } from '../model-list.ts';
import type { ProviderCall } from '../provider.ts';
import type { FieldNotes, FieldTable } from '../request-fields.ts';
import type { RepairedRequest } from './repairs/request-repair.ts';

/** What differs between servers that speak OpenAI's format, declared instead of branched on. */
export interface OpenAiFormatTraits {
  readonly id: string;
  /** See `Provider`. */
  readonly telemetryName?: string;
  /** Enforced: what it says is dropped or refused never reaches this server. */
  readonly fields: FieldTable;
  readonly fieldNotes?: FieldNotes;
  /** Fields beyond OpenAI's that this server has, and so takes although `others` are dropped. */
  readonly ownFields?: ReadonlySet<string>;
  /** The field in which this server takes the limit on output tokens. */
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens' | 'as_given';
  /** Tells a stream's usage only to who asks, and takes the question: it is asked for every stream then. */
  readonly usageWhenAsked?: true;
  /** What a request becomes before anything else, where that depends on the model. */
  readonly repairRequest?: (call: ProviderCall) => RepairedRequest;
  /** Puts a conversation into the shape this server takes; without it, it travels as it is. */
  readonly toMessages?: (messages: ChatMessage[]) => ChatMessage[];
  /** Puts the other fields into this server's names and forms. */
  readonly toFields?: (body: ChatCompletionRequest) => ChatCompletionRequest;
  /** Puts this server's answers into OpenAI's form; without it, their bytes are given as they came. */
  readonly answers?: AnswerTraits;
  /** What this server says of a model in its list, where it says more than OpenAI does. */
  readonly readListedModel?: ReadListedModel;
}

export interface AnswerTraits {
  /** A repair for one answer, which may remember what it has seen; `null` where none is wanted. */
  newRepair(call: ProviderCall): AnswerRepair | null;
}

export interface AnswerRepair {
  readonly chunk: ChunkRepair;
  /** What is still to be said when a stream has ended; `isDone`: with `[DONE]`, not just closed. */
  end?(isDone: boolean): readonly ChatCompletionChunk[];
  /** The same completion where there is nothing to repair; else another. @throws ProviderError. */
  completion(completion: ChatCompletion): ChatCompletion;
  /** Which of a connection's repairs the answer has needed so far. */
  readonly applied?: ReadonlySet<RepairId>;
  /** The usage that was told, also where the caller is given none. */
  readonly usage?: Usage | null;
}

/** `null` where the chunk is good as it came, none where it is held back. @throws ProviderError where it says that it failed. */
export type ChunkRepair = (chunk: ChatCompletionChunk) => readonly ChatCompletionChunk[] | null;
