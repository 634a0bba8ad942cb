import type {
  AssistantMessage,
  ChatCompletion,
  ChatCompletionChunk,
  ChunkDelta,
  CompletionChoice,
  ToolCall,
  ToolCallDelta,
  Usage,
} from './types.ts';

interface Envelope {
  id: string;
  created: number;
  model: string;
  [field: string]: unknown;
}

interface OpenChoice {
  choice: CompletionChoice;
  /** By the index the upstream gives, which some begin at 1. */
  calls: Map<number, ToolCall>;
}

/**
 * Puts the chunks of a stream together into one completion.
 *
 * Guarantees every choice seen, its text in order, and each tool call once with its arguments whole.
 * `completion()` gives `null` where no choice was seen, or one of them has no finish reason:
 * a truncated stream never becomes an answer.
 */
export class Collector {
  #envelope: Envelope | null = null;
  #usage: Usage | null = null;
  readonly #choices = new Map<number, OpenChoice>();

  push(chunk: ChatCompletionChunk): void {
    const { choices, usage, object: _object, ...envelope } = chunk;
    this.#envelope = { ...envelope, ...withoutEmpty(this.#envelope ?? {}) };
    if (usage) this.#usage = usage;
    for (const { index = 0, delta, finish_reason: finishReason, logprobs } of choices) {
      const open = this.#open(index);
      if (delta) addDelta(open, delta);
      if (finishReason) open.choice.finish_reason = finishReason;
      if (logprobs) open.choice.logprobs = mergeLogprobs(open.choice.logprobs, logprobs);
    }
  }

  completion(): ChatCompletion | null {
    const choices = [...this.#choices.values()].map(({ choice, calls }) => {
      if (calls.size > 0) choice.message.tool_calls = [...calls.values()];
      return choice;
    });
    if (this.#envelope === null || choices.length === 0) return null;
    if (choices.some((choice) => choice.finish_reason === null)) return null;
    return {
      ...this.#envelope,
      object: 'chat.completion',
      choices: choices.toSorted((a, b) => a.index - b.index),
      ...(this.#usage ? { usage: this.#usage } : {}),
    };
  }

  #open(index: number): OpenChoice {
    let open = this.#choices.get(index);
    if (open === undefined) {
      const message: AssistantMessage = { role: 'assistant', content: null, refusal: null };
      open = {
        choice: { index, message, logprobs: null, finish_reason: null },
        calls: new Map(),
      };
      this.#choices.set(index, open);
    }
    return open;
  }
}

/** The first chunk's envelope wins, except where it was empty (Azure sends `id: ""` first). */
function withoutEmpty(envelope: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(envelope).filter(([, value]) => value !== '' && value !== 0),
  );
}

function addDelta({ choice, calls }: OpenChoice, delta: ChunkDelta): void {
  const { message } = choice;
  for (const [field, value] of Object.entries(delta)) {
    if (value === null || value === undefined || field === 'role') continue;
    if (field === 'tool_calls') {
      for (const part of delta.tool_calls ?? []) addToolCall(calls, part);
      continue;
    }
    const before = Object.hasOwn(message, field) ? message[field] : undefined;
    const next = typeof value === 'string' && typeof before === 'string' ? before + value : value;
    define(message, field, next);
  }
}

/** Some servers leave `index` out: then a part with an id begins a call, others go on with the last. */
function addToolCall(calls: Map<number, ToolCall>, part: Partial<ToolCallDelta>): void {
  const index = part.index ?? (part.id ? calls.size : calls.size - 1);
  let call = calls.get(index);
  if (call === undefined) {
    call = { id: '', type: 'function', function: { name: '', arguments: '' } };
    calls.set(index, call);
  }
  const { index: _index, id, type, function: called, ...extra } = part;
  if (id) call.id = id;
  if (type) call.type = type;
  if (called?.name) call.function.name = called.name;
  if (called?.arguments) call.function.arguments += called.arguments;
  for (const [field, value] of Object.entries(extra)) define(call, field, value);
}

/** As an own field, whatever its name: `__proto__` is data here. */
function define(target: object, field: string, value: unknown): void {
  Object.defineProperty(target, field, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

function mergeLogprobs(before: unknown, next: unknown): unknown {
  if (!isRecord(before) || !isRecord(next)) return next;
  const merged: Record<string, unknown> = { ...before };
  for (const [field, value] of Object.entries(next)) {
    const earlier = merged[field];
    merged[field] = Array.isArray(earlier) && Array.isArray(value) ? [...earlier, ...value] : value;
  }
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
