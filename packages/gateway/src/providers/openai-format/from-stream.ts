import {
  toChunks,
  type ChatCompletionChunk,
  type SseEvent,
  type Usage,
} from '@jackfield/chat-completions';
import type { RepairId } from '@jackfield/gateway-config';
import { AnswerBytes, isHeartbeat } from '../answer-bytes.ts';
import { isRecord } from '../is-record.ts';
import { malformedEvent } from '../not-an-answer.ts';
import type { ProviderCall, StreamDecoder, StreamEvent, UpstreamHead } from '../provider.ts';
import { thenThrow } from '../then-throw.ts';
import { errorInAnswer } from './from-error.ts';
import { parseCompletion } from './parse-completion.ts';
import type { AnswerRepair, AnswerTraits, OpenAiFormatTraits } from './traits.ts';

/**
 * Decodes a stream of OpenAI's format. A server that answers with one JSON document although a
 * stream was asked for is heard out, and its answer given as a correct stream's chunks.
 */
export class OpenAiStreamDecoder implements StreamDecoder {
  readonly #head: UpstreamHead;
  readonly #call: ProviderCall;
  readonly #repair: AnswerRepair | null;
  readonly #bytes: AnswerBytes;
  readonly #keepsUsage: boolean;
  #done = false;
  #rested = false;
  #usage: Usage | null = null;
  #events: StreamEvent[] = [];

  constructor(
    head: UpstreamHead,
    call: ProviderCall,
    traits?: AnswerTraits,
    usageWhenAsked?: OpenAiFormatTraits['usageWhenAsked'],
  ) {
    this.#keepsUsage = usageWhenAsked === true && !call.includeUsage;
    this.#head = head;
    this.#call = call;
    this.#repair = traits?.newRepair(call) ?? null;
    this.#bytes = new AnswerBytes(head, {
      onEvent: (event) => this.#take(event),
      onDocument: (body) => this.#takeDocument(body),
    });
  }

  get done(): boolean {
    return this.#done;
  }

  get repaired(): ReadonlySet<RepairId> | undefined {
    return this.#repair?.applied;
  }

  get usage(): Usage | null {
    return this.#repair?.usage ?? this.#usage;
  }

  push(bytes: Buffer): Iterable<StreamEvent> {
    return this.#eventsOf(() => this.#bytes.push(bytes));
  }

  end(): Iterable<StreamEvent> {
    return this.#eventsOf(() => {
      this.#bytes.end();
      this.#giveRest(false);
    });
  }

  #eventsOf(step: () => void): Iterable<StreamEvent> {
    const events: StreamEvent[] = [];
    this.#events = events;
    try {
      step();
      return events;
    } catch (error) {
      return thenThrow(events, error);
    }
  }

  #take({ name, data }: SseEvent): void {
    if (this.#done || isHeartbeat(data)) return;
    if (data === '[DONE]' || data.trim() === '[DONE]') {
      this.#done = true;
      this.#giveRest(true);
      return;
    }
    let parsed: unknown;
    try {
      parsed = JSON.parse(data);
    } catch (cause) {
      throw malformedEvent(cause);
    }
    const failure = errorInAnswer(parsed, name);
    if (failure !== null) throw failure;
    const chunk = asChunk(parsed);
    if (chunk === null) {
      // An event of another name (`ping`) or an empty object says nothing; anything else is a fault.
      if (name !== '' || isEmptyObject(parsed)) return;
      throw malformedEvent();
    }
    // We asked, the caller didn't: one who reads `choices[0]` of every chunk would find none here.
    if (this.#keepsUsage && chunk.choices.length === 0 && chunk.usage) {
      this.#usage = chunk.usage;
      return;
    }
    const repaired = this.#repair?.chunk(chunk) ?? null;
    if (repaired !== null) {
      for (const one of repaired) this.#give(one);
      return;
    }
    const asItCame = chunk === parsed && !data.includes('\n');
    this.#events.push({ chunk, json: asItCame ? data : JSON.stringify(chunk) });
  }

  #takeDocument(body: Buffer): void {
    const answered = parseCompletion(this.#head, body);
    const completion = this.#repair?.completion(answered) ?? answered;
    this.#usage = completion.usage ?? null;
    for (const chunk of toChunks(completion, this.#call.includeUsage)) this.#give(chunk);
  }

  #giveRest(isDone: boolean): void {
    if (this.#rested) return;
    this.#rested = true;
    for (const chunk of this.#repair?.end?.(isDone) ?? []) this.#give(chunk);
  }

  #give(chunk: ChatCompletionChunk): void {
    this.#events.push({ chunk, json: JSON.stringify(chunk) });
  }
}

/**
 * A chunk as it came, or one that holds usage and says its having no choices by `null`, or not at all,
 * with the empty list that callers read; `null` for what is no chunk.
 */
function asChunk(value: unknown): ChatCompletionChunk | null {
  if (isChunk(value)) return value;
  if (!isRecord(value) || !isRecord(value['usage']) || (value['choices'] ?? null) !== null) {
    return null;
  }
  const chunk: unknown = { ...value, choices: [] };
  return isChunk(chunk) ? chunk : null;
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
