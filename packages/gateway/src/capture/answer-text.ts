import {
  argumentsText,
  type ChatCompletion,
  type ChatCompletionChunk,
} from '@jackfield/chat-completions';
import { isRecord } from '../providers/is-record.ts';
import { stringOf } from '../providers/string-of.ts';

/** Of an answer that is longer, the rest is not kept: more than what is stored of a turn. */
const charactersMax = 200_000;

/**
 * Gathers what an answer says, its tool calls as `name(arguments)`; of several choices the first.
 * Never throws, whatever an upstream sends: what isn't understood is left out.
 */
export class AnswerText {
  #text = '';
  readonly #calls = new Map<number, string>();

  take(chunk: ChatCompletionChunk): void {
    for (const { index, delta } of chunk.choices) {
      if ((index ?? 0) !== 0 || !isRecord(delta)) continue;
      if (this.#text.length < charactersMax) this.#text += textOf(delta);
      for (const part of callsIn(delta)) this.#takeCall(part.index ?? part.place, part);
    }
  }

  takeWhole({ choices }: ChatCompletion): void {
    const message = choices[0]?.message;
    if (!isRecord(message)) return;
    this.#text += textOf(message).slice(0, charactersMax);
    for (const call of callsIn(message)) this.#takeCall(call.place, call);
  }

  get text(): string {
    return this.#text;
  }

  get calls(): string {
    return [...this.#calls.values()].map((call) => `${call})`).join('\n');
  }

  #takeCall(index: number, { name, arguments: text }: CallPart): void {
    const before = this.#calls.get(index) ?? `${name}(`;
    this.#calls.set(index, before.length < charactersMax ? before + text : before);
  }
}

/** The tool calls of a message that anybody may have written, a line each, as far as they are understood. */
export function callsText(message: SaysCalls): string {
  return callsIn(message)
    .map(({ name, arguments: text }) => `${name}(${text})`)
    .join('\n');
}

interface SaysCalls {
  readonly tool_calls?: unknown;
}

interface CallPart {
  readonly index: number | null;
  readonly place: number;
  readonly name: string;
  readonly arguments: string;
}

function callsIn({ tool_calls: calls }: SaysCalls): CallPart[] {
  if (!Array.isArray(calls)) return [];
  return calls.flatMap((call: unknown, place) => {
    if (!isRecord(call) || !isRecord(call['function'])) return [];
    const { index, function: called } = call;
    return {
      index: typeof index === 'number' ? index : null,
      place,
      name: stringOf(called['name']),
      arguments: writtenArguments(called['arguments']),
    };
  });
}

function writtenArguments(given: unknown): string {
  try {
    return argumentsText(given);
  } catch {
    // V8 parses 200,000 levels but can't write them again.
    return '';
  }
}

function textOf({ content, refusal }: Record<string, unknown>): string {
  return [content, refusal].filter((part) => typeof part === 'string').join('');
}
