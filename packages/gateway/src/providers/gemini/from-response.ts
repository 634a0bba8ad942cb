import type { ChatCompletionChunk, ChunkDelta } from '@jackfield/chat-completions';
import { isRecord } from '../is-record.ts';
import type { ProviderCall, StreamEvent } from '../provider.ts';
import { Candidate } from './from-candidate.ts';
import { fromUsage } from './from-usage.ts';
import type { GeminiResponse, GeminiUsage } from './gemini-types.ts';

/** A value that can be read as a response; `null` for another, so that fields need no further look. */
export function asResponse(value: unknown): GeminiResponse | null {
  if (!isRecord(value)) return null;
  const { candidates, promptFeedback, usageMetadata } = value;
  if (candidates === undefined && promptFeedback === undefined && usageMetadata === undefined) {
    return null;
  }
  if (candidates !== undefined && !(Array.isArray(candidates) && candidates.every(isRecord))) {
    return null;
  }
  return value;
}

/**
 * Puts the responses of one answer into chunks: the role with the first, text, thinking and calls as
 * they come, and with `end` the finish reasons and the usage. A finish reason is held back until
 * then: older models gave one with every response, and a call may still follow it.
 */
export class Answer {
  readonly #call: ProviderCall;
  readonly #give: (event: StreamEvent) => void;
  readonly #candidates = new Map<number, Candidate>();
  #id = '';
  #model = '';
  #envelope: Pick<ChatCompletionChunk, 'id' | 'object' | 'created' | 'model'> | null = null;
  #jsonStart = '';
  #usage: GeminiUsage | null = null;
  #blocked = false;

  constructor(call: ProviderCall, give: (event: StreamEvent) => void) {
    this.#call = call;
    this.#give = give;
  }

  /** @throws ProviderError where the model's turn came to nothing, e.g. a call it could not form. */
  take(response: GeminiResponse): void {
    // The first response names the answer: every chunk carries the same id.
    this.#id ||= response.responseId || this.#call.completionId;
    this.#model ||= response.modelVersion || this.#call.upstreamModel;
    if (response.usageMetadata) this.#usage = response.usageMetadata;
    if (response.promptFeedback?.blockReason) this.#blocked = true;
    for (const given of response.candidates ?? []) {
      const index = given.index ?? 0;
      const candidate = this.#candidate(index);
      const { delta, logprobs } = candidate.take(given);
      if (Object.keys(delta).length > 0) this.#choice(index, delta, null, logprobs);
    }
  }

  end(): void {
    if (this.#blocked && this.#candidates.size === 0) {
      this.#choice(0, { role: 'assistant', content: '' }, null);
      this.#choice(0, {}, 'content_filter', null, true);
      return;
    }
    const ended = [...this.#candidates].map(([index, { finish }]) => ({ index, finish }));
    if (ended.length === 0 || ended.some(({ finish }) => finish === null)) return;
    for (const [position, { index, finish }] of ended.entries()) {
      this.#choice(index, {}, finish, null, position === ended.length - 1);
    }
  }

  #candidate(index: number): Candidate {
    let candidate = this.#candidates.get(index);
    if (candidate === undefined) {
      candidate = new Candidate(`${this.#call.completionId} ${index}`);
      this.#candidates.set(index, candidate);
    }
    return candidate;
  }

  #choice(
    index: number,
    delta: ChunkDelta,
    finish: string | null,
    logprobs: unknown = null,
    last = false,
  ): void {
    const { includeUsage } = this.#call;
    const usage = last && this.#usage ? fromUsage(this.#usage) : null;
    const choices = [{ index, delta, logprobs, finish_reason: finish }];
    if (!includeUsage) {
      // Nobody asked for a chunk of its own: it rides on the last one, for the record of the turn.
      this.#write(usage === null ? { choices } : { choices, usage });
      return;
    }
    this.#write({ choices, usage: null });
    if (usage !== null) this.#write({ choices: [], usage });
  }

  /** The envelope is the same in every chunk: it is made, and put into JSON, once. */
  #write({ choices, usage }: Pick<ChatCompletionChunk, 'choices' | 'usage'>): void {
    if (this.#envelope === null) {
      const { created } = this.#call;
      this.#envelope = {
        id: this.#id,
        object: 'chat.completion.chunk',
        created,
        model: this.#model,
      };
      this.#jsonStart = JSON.stringify(this.#envelope).slice(0, -1);
    }
    const chunk: ChatCompletionChunk = { ...this.#envelope, choices };
    let json = `${this.#jsonStart},"choices":${JSON.stringify(choices)}`;
    if (usage !== undefined) {
      chunk.usage = usage;
      json += `,"usage":${JSON.stringify(usage)}`;
    }
    this.#give({ chunk, json: `${json}}` });
  }
}
