import { argumentsText } from './arguments-text.ts';
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
  /** In the order in which they began, each with its index, which some upstreams begin at 1. */
  calls: { index: number; call: ToolCall }[];
  /** The call that the next part of an index goes on with; `latest` for a part without one. */
  openCalls: Map<number | 'latest', ToolCall>;
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
    for (const choice of choices) {
      const {
        index,
        delta,
        finish_reason: finishReason,
        logprobs,
        message: _whole,
        ...extra
      } = choice;
      const open = this.#open(index ?? 0);
      if (delta) addDelta(open, delta);
      if (finishReason) open.choice.finish_reason = finishReason;
      if (logprobs) addField(open.choice, 'logprobs', logprobs, join);
      for (const [field, value] of Object.entries(extra)) {
        addField(open.choice, field, value, growLists);
      }
    }
  }

  completion(): ChatCompletion | null {
    const choices = [...this.#choices.values()].map(({ choice, calls }) => {
      if (calls.length > 0) {
        const ordered = calls.toSorted((a, b) => a.index - b.index);
        choice.message.tool_calls = ordered.map(({ call }) => call);
      }
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
        calls: [],
        openCalls: new Map(),
      };
      this.#choices.set(index, open);
    }
    return open;
  }
}

/** The first chunk's envelope wins, except where it was empty (Azure sends `id: ""` first). */
function withoutEmpty(envelope: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(envelope).filter(([, value]) => value !== '' && value !== 0 && value !== null),
  );
}

function addDelta(open: OpenChoice, delta: ChunkDelta): void {
  const { role: _role, tool_calls: toolCalls, ...rest } = delta;
  for (const part of toolCalls ?? []) addToolCall(open, part);
  for (const [field, value] of Object.entries(rest)) {
    addField(open.choice.message, field, value, join);
  }
}

function addToolCall({ calls, openCalls }: OpenChoice, part: Partial<ToolCallDelta>): void {
  const { index, id, type, function: called, ...extra } = part;
  let call = openCalls.get(index ?? 'latest');
  if (call === undefined || beginsAnother(call, part)) {
    call = { id: '', type: 'function', function: { name: '', arguments: '' } };
    calls.push({ index: index ?? Number.MAX_SAFE_INTEGER, call });
    if (typeof index === 'number') openCalls.set(index, call);
  }
  openCalls.set('latest', call);
  // Some servers make up a new id for every part: the first is the call's.
  if (id && call.id === '') call.id = id;
  if (type) call.type = type;
  const { name, arguments: text, ...moreOfFunction } = called ?? {};
  if (name) call.function.name = name;
  call.function.arguments += argumentsText(text);
  for (const [field, value] of Object.entries(extra)) addField(call, field, value, join);
  for (const [field, value] of Object.entries(moreOfFunction)) {
    addField(call.function, field, value, join);
  }
}

/**
 * Whether a part is not of the call that its index points to: some servers number every call 0, and
 * others leave the index out and begin each call with an id, or with nothing but its name.
 */
function beginsAnother(call: ToolCall, { index, id, ...part }: Partial<ToolCallDelta>): boolean {
  const otherId = Boolean(id) && call.id !== '' && id !== call.id;
  if (typeof index === 'number') return otherId && Boolean(part.function?.name);
  return id ? otherId : call.id === '' && call.function.name !== '' && Boolean(part.function?.name);
}

type Join = (before: unknown, next: unknown, field: string) => unknown;

/** As an own field, whatever its name: `__proto__` is data here. A `null` replaces nothing. */
function addField(
  target: Record<string, unknown>,
  field: string,
  value: unknown,
  joined: Join,
): void {
  const before = Object.hasOwn(target, field) ? target[field] : undefined;
  if (value === undefined || (value === null && before !== undefined)) return;
  Object.defineProperty(target, field, {
    value: joined(before, value, field),
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

/** Fields that say what a thing is, and are no part of a text that goes on. */
const identifying = new Set(['id', 'type', 'name']);

/**
 * Text goes on, lists grow, objects are joined field by field, the rest is replaced. Lists and
 * objects are copied once and then grown, so that the chunks stay as they were and a long answer
 * costs no more than its length.
 */
const join: Join = (before, next, field) => {
  if (typeof next === 'string') {
    if (typeof before !== 'string' || before === '') return next;
    return identifying.has(field) ? next || before : before + next;
  }
  if (Array.isArray(next)) return growLists(before, next, field);
  if (!isRecord(next)) return next;
  const record = isRecord(before) ? before : {};
  for (const [name, value] of Object.entries(next)) addField(record, name, value, join);
  return record;
};

/** What a choice says of itself is replaced by what it says later; only lists are given in parts. */
const growLists: Join = (before, next) => {
  if (!Array.isArray(next)) return next;
  const list: unknown[] = Array.isArray(before) ? before : [];
  for (const item of next) list.push(item);
  return list;
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
