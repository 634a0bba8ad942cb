import {
  lastSentenceEnd,
  type ChatCompletionChunk,
  type ChunkChoice,
  type Usage,
} from '@jackfield/chat-completions';
import { isRecord } from '../providers/is-record.ts';
import { ProviderError } from '../providers/provider-error.ts';
import { sentenceCharactersMax } from './sentence-hold.ts';

/**
 * Follows one streamed answer chunk by chunk: whether a token has come, whether every choice has
 * its finish reason, what usage was reported.
 */
export class StreamProgress {
  #tokens = false;
  #open = new Set<number>();
  #finished = new Set<number>();
  /** Whether tokens came behind a finish reason, which then is no sign of an end. */
  #goesOn = false;
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
    return !this.seeksSentence || this.#sentence || this.calls || this.#finished.size > 0;
  }

  /** Whether this chunk brought something: a token, some thinking, or the end of a choice. */
  take(chunk: ChatCompletionChunk): boolean {
    let brought = false;
    for (const choice of chunk.choices) {
      const index = choice.index ?? 0;
      if (bearsToken(choice)) {
        this.#tokens = true;
        brought = true;
        this.#goesOn ||= this.#finished.has(index);
        this.#read(choice);
      } else if (bearsAnything(choice)) brought = true;
      if (choice.finish_reason) {
        this.#open.delete(index);
        this.#finished.add(index);
        brought = true;
      } else if (this.#finished.size === 0 || this.#open.size > 0) {
        this.#open.add(index);
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

  /** Whether each of `choices` has its finish reason, so that nothing is missing of what was said. */
  isWhole(choices: number): boolean {
    return this.#finished.size >= Math.max(1, choices) && this.#open.size === 0 && !this.#goesOn;
  }

  /** @throws ProviderError `upstream_truncated` when a choice was left without its finish reason. */
  end(): void {
    if (this.#finished.size > 0 && this.#open.size === 0) return;
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
    Boolean(delta['function_call']) ||
    isAudio(delta['audio'])
  );
}

/** Speech, and the words that it says; its first chunk has an id alone. */
function isAudio(audio: unknown): boolean {
  return isRecord(audio) && (Boolean(audio['data']) || Boolean(audio['transcript']));
}

/** Whether a model is at work on more than keeping its stream open: it thinks, say. */
function bearsAnything({ delta }: Partial<ChunkChoice>): boolean {
  if (!delta) return false;
  for (const [name, value] of Object.entries(delta)) {
    const isNothing =
      value === null ||
      value === undefined ||
      value === '' ||
      (Array.isArray(value) && value.length === 0);
    if (name !== 'role' && !isNothing) return true;
  }
  return false;
}
