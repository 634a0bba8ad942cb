import type { ChatCompletionChunk, ChunkChoice } from '@jackfield/chat-completions';
import { isRecord } from '../../is-record.ts';
import type { ProviderCall } from '../../provider.ts';
import { eachChunkChoice, eachWholeChoice } from './each-choice.ts';
import type { Repair } from './repair.ts';
import { speaks } from './speaks.ts';

interface Frame {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

/**
 * One id, time and model in every chunk, and OpenAI's word for what it is (#23, #42): the first
 * given, else our own. A choice without `index` gets its place, without `delta` an empty one (#24), or
 * its `message` (#48) unless that only repeats what deltas have said, as Perplexity's does.
 * Azure's first chunk has no choices and empty values; it waits for the frame of the next.
 */
export function envelope(call: ProviderCall): Repair {
  let frame: Frame | null = null;
  let held: ChatCompletionChunk[] = [];
  /** Choices that have said something in a delta of their own. */
  const spoken = new Set<number>();

  const withDelta = (choice: ChunkChoice, position: number): ChunkChoice => {
    const indexed = withIndex(choice, position);
    const { delta, message } = indexed;
    if (speaks(delta)) spoken.add(indexed.index);
    if (!isRecord(message)) return delta ? indexed : { ...indexed, delta: {} };
    const isAnswer = !spoken.has(indexed.index) && (!delta || speaks(message));
    if (delta && !isAnswer) return indexed;
    const { message: _message, ...rest } = indexed;
    return { ...rest, delta: isAnswer ? { ...delta, ...asDelta(message) } : {} };
  };
  const framed = (chunk: ChatCompletionChunk, one: Frame): ChatCompletionChunk => {
    const whole = eachChunkChoice(chunk, withDelta)?.[0] ?? chunk;
    const good =
      chunk.id === one.id &&
      chunk.created === one.created &&
      chunk.model === one.model &&
      chunk.object === 'chat.completion.chunk';
    return good ? whole : { ...whole, ...one, object: 'chat.completion.chunk' };
  };
  const release = (one: Frame): ChatCompletionChunk[] => {
    const released = held.map((chunk) => framed(chunk, one));
    held = [];
    return released;
  };

  return {
    id: 'envelope',
    chunk(chunk) {
      if (frame === null) {
        if (chunk.choices.length === 0 && !chunk.id) {
          held.push(chunk);
          return [];
        }
        frame = frameOf(chunk, call);
      }
      const better = framed(chunk, frame);
      if (held.length > 0) return [...release(frame), better];
      return better === chunk ? null : [better];
    },
    end() {
      frame ??= frameOf({}, call);
      return release(frame);
    },
    completion(completion) {
      const one = frameOf(completion, call);
      const whole = eachWholeChoice(completion, withIndex);
      const good =
        completion.id === one.id &&
        completion.created === one.created &&
        completion.model === one.model &&
        completion.object === 'chat.completion';
      return good ? whole : { ...whole, ...one, object: 'chat.completion' };
    },
  };
}

/** What is given may be of any type: an upstream wrote it. */
function frameOf(given: { [Field in keyof Frame]?: unknown }, call: ProviderCall): Frame {
  const { id, created, model } = given;
  return {
    id: typeof id === 'string' && id !== '' ? id : call.completionId,
    // Python's `time.time()` has a fraction, on which clients with integer types stumble.
    created: typeof created === 'number' && created >= 1 ? Math.floor(created) : call.created,
    model: typeof model === 'string' && model !== '' ? model : call.upstreamModel,
  };
}

/** A whole message's calls have no `index`, by which clients put a delta's together. */
function asDelta(message: Record<string, unknown>): Record<string, unknown> {
  const { tool_calls: calls } = message;
  return Array.isArray(calls) ? { ...message, tool_calls: calls.map(withIndexOfCall) } : message;
}

function withIndexOfCall(call: unknown, place: number): unknown {
  return isRecord(call) && typeof call['index'] !== 'number' ? { ...call, index: place } : call;
}

function withIndex<Choice extends { index: number }>(choice: Choice, position: number): Choice {
  return typeof choice.index === 'number' ? choice : { ...choice, index: position };
}
