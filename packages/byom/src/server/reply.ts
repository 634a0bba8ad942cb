import type { ChatCompletionRequest, Usage } from '@jackfield/chat-completions';

/**
 * What the model's owner writes: takes a request, and yields the answer piece by piece. Guaranteed:
 * it is asked for the next piece only when the caller has room for it, and once the caller has left
 * it is asked for nothing more, its signal aborts, and it is returned.
 *
 * An async generator is one; so is a function that gives any other async iterable.
 */
export type Reply = (
  request: ChatCompletionRequest,
  context: ReplyContext,
) => AsyncIterable<ReplyPart, ReplyEnd | void>;

/**
 * Text that is added to the answer, or one of: a tool call, reasoning (sent as `reasoning_content`),
 * the usage so far (the last one counts, and is what an answer cut by `stop` reports).
 */
export type ReplyPart =
  | string
  | { readonly toolCall: ReplyToolCall }
  | { readonly reasoning: string }
  | { readonly usage: Usage };

export interface ReplyToolCall {
  /** Made up where it is left out. */
  readonly id?: string;
  readonly name: string;
  /** The arguments as an object, as JSON text, or as pieces of JSON text as they come. */
  readonly arguments: Readonly<Record<string, unknown>> | string | AsyncIterable<string>;
}

/** What is known only at the end; all of it may be left out. */
export interface ReplyEnd {
  /** `stop` unless said; `tool_calls` where one was yielded. */
  readonly finishReason?: string;
  /** Left out of the answer where the model does not count its tokens: none is made up. */
  readonly usage?: Usage;
}

export interface ReplyContext {
  /**
   * Aborts when the caller leaves, and when a stop text or the token limit cuts the answer: hand it
   * to whatever the reply waits for.
   */
  readonly signal: AbortSignal;
  /** Which of the server's models was asked for. */
  readonly model: string;
  /** `max_completion_tokens` or `max_tokens`, checked; undefined where the caller set no limit. */
  readonly maxTokens: number | undefined;
  /** What the answer's `x-request-id` says. */
  readonly requestId: string;
}
