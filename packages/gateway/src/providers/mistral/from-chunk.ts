import {
  argumentsText,
  type ChatCompletionChunk,
  type ChunkChoice,
  type ChunkDelta,
  type ToolCallDelta,
} from '@jackfield/chat-completions';
import type { ChunkRepair } from '../openai-format/traits.ts';
import type { ProviderCall } from '../provider.ts';
import { fromContent } from './from-content.ts';
import { fromFinishReason } from './from-finish-reason.ts';

/**
 * Repairs what Mistral's chunks lack of OpenAI's form: content given as parts, tool calls without
 * `index` or `type`, its own finish reasons, and usage in the last chunk instead of one of its own.
 * A chunk that lacks nothing (most of them: text) is left as it came.
 * Source: recorded streams in vercel/ai `packages/mistral/src/__fixtures__` (read 2026-11-23).
 */
export function newChunkRepair({ includeUsage }: ProviderCall): ChunkRepair {
  const indexes = new ToolCallIndexes();
  return (chunk) => {
    let repaired = false;
    const choices = chunk.choices.map((choice) => {
      const better = repairChoice(choice, indexes);
      repaired ||= better !== choice;
      return better;
    });
    const splits = includeUsage && Boolean(chunk.usage) && choices.length > 0;
    if (!repaired && !splits) return null;
    if (!splits) return [{ ...chunk, choices }];
    return [
      { ...chunk, choices, usage: null },
      { ...chunk, choices: [] },
    ] satisfies ChatCompletionChunk[];
  };
}

function repairChoice(choice: ChunkChoice, indexes: ToolCallIndexes): ChunkChoice {
  const finish = fromFinishReason(choice.finish_reason);
  const { delta } = choice;
  const calls = delta?.tool_calls;
  const hasCalls = Array.isArray(calls) && calls.length > 0;
  const hasParts = Array.isArray(delta?.content);
  if (finish === choice.finish_reason && !hasCalls && !hasParts) return choice;
  const better: ChunkDelta = { ...delta };
  if (hasParts) Object.assign(better, fromContent(delta.content));
  if (hasCalls) better.tool_calls = calls.map((call) => indexes.repair(choice.index ?? 0, call));
  return { ...choice, delta: better, finish_reason: finish };
}

/** Some of its models give no index, or the same to all: a call with an id of its own is a new one. */
class ToolCallIndexes {
  readonly #byId = new Map<string, number>();
  readonly #last = new Map<number, number>();

  repair(choice: number, call: Partial<ToolCallDelta>): ToolCallDelta {
    const index = this.#indexOf(choice, call.id);
    const better: ToolCallDelta = { ...call, index };
    if (call.id) better.type = 'function';
    const given: unknown = call.function?.arguments;
    if (typeof given === 'object' && given !== null) {
      better.function = { ...call.function, arguments: argumentsText(given) };
    }
    return better;
  }

  #indexOf(choice: number, id: string | undefined): number {
    const last = this.#last.get(choice) ?? -1;
    // A part without an id goes on with the call before it.
    if (!id || id === 'null') return Math.max(last, 0);
    const key = `${choice} ${id}`;
    const known = this.#byId.get(key);
    if (known !== undefined) return known;
    this.#byId.set(key, last + 1);
    this.#last.set(choice, last + 1);
    return last + 1;
  }
}
