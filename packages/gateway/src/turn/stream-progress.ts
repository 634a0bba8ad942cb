import {
  lastSentenceEnd,
  type ChatCompletionChunk,
  type ChunkChoice,
  type Usage,
} from '@jackfield/chat-completions';
import { ProviderError } from '../providers/provider-error.ts';
import { sentenceCharactersMax } from './sentence-hold.ts';

/**
 * Follows one streamed answer chunk by chunk: whether a token has come, whether every choice has
 * its finish reason, what usage was reported.
 */
export class StreamProgress {
  #tokens = false;
  #open = new Set<number>();
  #finished = false;
  #sentence = false;
  #text = '';
  usage: Usage | null = null;
  /** Whether to look for the end of the first sentence. */
  seeksSentence = false;
  /** Characters of content that came. */
  characters = 0;
  /** Whether a tool was called. */
  calls = false;

  /** Whether a first token has come: a delta with content, a refusal or a tool call. */
  get hasToken(): boolean {
    return this.#tokens;
  }

  /** Whether a first sentence has come, or something that is none and stands for itself: a tool call, the end. */
  get hasSentence(): boolean {
    return !this.seeksSentence || this.#sentence || this.calls || this.#finished;
  }

  /** Whether this chunk brought something: a token, or the end of a choice. */
  take(chunk: ChatCompletionChunk): boolean {
    let brought = false;
    for (const choice of chunk.choices) {
      if (bearsToken(choice)) {
        this.#tokens = true;
        brought = true;
        this.#read(choice);
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

  #read({ delta }: ChunkChoice): void {
    const { content, refusal } = delta;
    if ((delta.tool_calls && delta.tool_calls.length > 0) || delta['function_call'])
      this.calls = true;
    if (typeof content === 'string') this.characters += content.length;
    if (!this.seeksSentence || this.#sentence) return;
    this.#text += content ?? refusal ?? '';
    this.#sentence = lastSentenceEnd(this.#text) > 0 || this.#text.length > sentenceCharactersMax;
    if (this.#sentence) this.#text = '';
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
