import type { ChatCompletionChunk, ChunkChoice, Usage } from '@jackfield/chat-completions';
import { ProviderError } from '../providers/provider-error.ts';

/**
 * Follows one streamed answer chunk by chunk: whether a token has come, whether every choice has
 * its finish reason, what usage was reported.
 */
export class StreamProgress {
  #tokens = false;
  #open = new Set<number>();
  #finished = false;
  usage: Usage | null = null;

  /** Whether a first token has come: a delta with content, a refusal or a tool call. */
  get hasToken(): boolean {
    return this.#tokens;
  }

  /** Whether this chunk brought something: a token, or the end of a choice. */
  take(chunk: ChatCompletionChunk): boolean {
    let brought = false;
    for (const choice of chunk.choices) {
      if (bearsToken(choice)) {
        this.#tokens = true;
        brought = true;
      }
      if (choice.finish_reason) {
        this.#open.delete(choice.index ?? 0);
        this.#finished = true;
        brought = true;
      } else if (!this.#finished || this.#open.size > 0) {
        this.#open.add(choice.index ?? 0);
      }
    }
    if (chunk.usage) this.usage = chunk.usage;
    return brought;
  }

  /** @throws ProviderError `upstream_truncated` when a choice was left without its finish reason. */
  end(): void {
    if (this.#finished && this.#open.size === 0) return;
    throw new ProviderError('bad_response', {
      message: 'The model’s answer broke off before its end.',
      code: 'upstream_truncated',
      retryable: true,
    });
  }
}

function bearsToken({ delta }: Partial<ChunkChoice>): boolean {
  if (!delta) return false;
  return (
    (delta.content !== null && delta.content !== undefined && delta.content.length > 0) ||
    Boolean(delta.refusal) ||
    Boolean(delta.tool_calls && delta.tool_calls.length > 0) ||
    Boolean(delta['function_call'])
  );
}
