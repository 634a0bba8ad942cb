import {
  SseDecoder,
  SseEventTooLarge,
  toChunks,
  type ChatCompletionChunk,
  type SseEvent,
} from '@jackfield/chat-completions';
import type { ProviderCall, StreamDecoder, StreamEvent, UpstreamHead } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import { errorInAnswer, notAnAnswer } from './from-error.ts';
import { parseCompletion } from './parse-completion.ts';
import { canSniff, sniff } from './sniff.ts';

/** The largest whole answer that is held: see the limits in `docs/limits.md`. */
const answerBytesMax = 16 * 1_048_576;

/**
 * Decodes a stream of OpenAI's format. A server that answers with one JSON document although a
 * stream was asked for is heard out, and its answer given as a correct stream's chunks.
 */
export class OpenAiStreamDecoder implements StreamDecoder {
  readonly #head: UpstreamHead;
  readonly #call: ProviderCall;
  #mode: 'unknown' | 'sse' | 'json' = 'unknown';
  #done = false;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #events: StreamEvent[] = [];
  readonly #sse = new SseDecoder((event) => this.#take(event));

  constructor(head: UpstreamHead, call: ProviderCall) {
    this.#head = head;
    this.#call = call;
  }

  get done(): boolean {
    return this.#done;
  }

  push(bytes: Buffer): Iterable<StreamEvent> {
    if (this.#mode === 'sse') return this.#pushEvents(bytes);
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > answerBytesMax) throw tooLarge();
    if (this.#mode === 'unknown') {
      const start = this.#held.length === 1 ? bytes : Buffer.concat(this.#held);
      if (canSniff(start)) return this.#choose(start);
    }
    return [];
  }

  end(): Iterable<StreamEvent> {
    if (this.#mode === 'sse') return [];
    const body = Buffer.concat(this.#held);
    if (body.length === 0) return [];
    // A body too short to judge while it was coming is judged whole.
    if (this.#mode === 'unknown' && sniff(body) !== 'json') return this.#choose(body);
    const completion = parseCompletion(this.#head, body);
    return toChunks(completion, this.#call.includeUsage).map((chunk) => ({
      chunk,
      json: JSON.stringify(chunk),
    }));
  }

  #choose(start: Buffer): Iterable<StreamEvent> {
    switch (sniff(start)) {
      case 'json':
        this.#mode = 'json';
        return [];
      case 'sse':
        this.#mode = 'sse';
        this.#held = [];
        return this.#pushEvents(start);
      case 'html':
      case 'other':
        throw notAnAnswer(this.#head, start);
    }
  }

  #pushEvents(bytes: Buffer): Iterable<StreamEvent> {
    const events: StreamEvent[] = [];
    this.#events = events;
    try {
      this.#sse.push(bytes);
      return events;
    } catch (error) {
      return thenThrow(events, error instanceof SseEventTooLarge ? tooLarge(error) : error);
    }
  }

  #take({ name, data }: SseEvent): void {
    if (this.#done || isHeartbeat(data)) return;
    if (data === '[DONE]' || data.trim() === '[DONE]') {
      this.#done = true;
      return;
    }
    let parsed: unknown;
    try {
      parsed = JSON.parse(data);
    } catch (cause) {
      throw malformed(cause);
    }
    const failure = errorInAnswer(parsed, name);
    if (failure !== null) throw failure;
    if (!isChunk(parsed)) {
      // An event of another name (`ping`) or an empty object says nothing; anything else is a fault.
      if (name !== '' || isEmptyObject(parsed)) return;
      throw malformed(undefined);
    }
    const oneLine = !data.includes('\n');
    this.#events.push({ chunk: parsed, json: oneLine ? data : JSON.stringify(parsed) });
  }
}

function* thenThrow(events: StreamEvent[], error: unknown): Iterable<StreamEvent> {
  yield* events;
  throw error;
}

/** Empty data, and comments that a proxy has wrapped into data (`data: : keepalive`). */
function isHeartbeat(data: string): boolean {
  return data === '' || data.startsWith(':') || data.trim() === '';
}

function isChunk(value: unknown): value is ChatCompletionChunk {
  return (
    typeof value === 'object' &&
    value !== null &&
    'choices' in value &&
    Array.isArray(value.choices) &&
    value.choices.every((choice: unknown) => typeof choice === 'object' && choice !== null)
  );
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function malformed(cause: unknown): ProviderError {
  return new ProviderError('bad_response', {
    message: 'The model sent an event that is not a chat completion chunk.',
    code: 'upstream_malformed',
    retryable: true,
    cause,
  });
}

function tooLarge(cause?: unknown): ProviderError {
  return new ProviderError('bad_response', {
    message: 'The model sent more than may be held in memory for one event or answer.',
    code: 'upstream_too_large',
    retryable: false,
    cause,
  });
}
