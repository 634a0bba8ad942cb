import type { ChatCompletionRequest, Usage } from '@jackfield/chat-completions';

/**
 * What the model's owner writes: takes a request, and yields the answer piece by piece. Guaranteed:
 * nothing more is asked of it once the caller has left, and it is asked for the next piece only
 * when the caller has room for it.
 */
export type Reply = (
  request: ChatCompletionRequest,
  context: ReplyContext,
) => AsyncIterator<ReplyPart, ReplyEnd | void>;

/** Text that is added to the answer, or a whole tool call. */
export type ReplyPart = string | { toolCall: { name: string; arguments: Record<string, unknown> } };

/** What is known only at the end; both may be left out. */
export interface ReplyEnd {
  /** `stop` unless said; `tool_calls` where one was yielded. */
  finishReason?: string;
  /** Left out of the answer where the model does not count its tokens. */
  usage?: Usage;
}

export interface ReplyContext {
  /** Aborts when the caller leaves: hand it to whatever the reply waits for. */
  readonly signal: AbortSignal;
}
