import { isFields, type ChunkReading } from './chunk-reading.ts';
import type { CompletionReading } from './completion-reading.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One call as it was put together, leniently: what is missing is left for the checks to name. */
export interface ReadToolCall {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly arguments: string;
  /** Its arguments came as an object, not as text. */
  readonly argumentsAreObject: boolean;
}

/** Where an answer's tool calls were, and how they were written. */
export interface ToolCallReading {
  /**
   * `list` of OpenAI's; one `object` in its place; `function-call` in the field that came before;
   * written into the `content`; or `none`.
   */
  readonly form: 'list' | 'object' | 'function-call' | 'content' | 'none';
  readonly calls: readonly ReadToolCall[];
  /** Of a stream: some part has no index; different calls share one; the smallest. */
  readonly indexMissing: boolean;
  readonly indexShared: boolean;
  readonly indexMin: number | null;
  /** A later part has an empty name, which some clients take for the name. */
  readonly nameEmptied: boolean;
  /** Fields that are `null`, or missing, beside the calls, where OpenAI writes otherwise. */
  readonly oddNulls: readonly string[];
  readonly finishReason: string | null;
}

const noCalls = {
  calls: [],
  indexMissing: false,
  indexShared: false,
  indexMin: null,
  nameEmptied: false,
  oddNulls: [],
} as const;

/** @param names of the tools that were offered: a call in the text names one of them. */
export function readToolCalls(
  { message, toolCalls, content, finishReason }: CompletionReading,
  names: readonly string[],
): ToolCallReading {
  const reason = typeof finishReason === 'string' ? finishReason : null;
  const parts = Array.isArray(toolCalls) ? toolCalls.filter(isFields) : [];
  if (parts.length > 0) {
    return {
      ...noCalls,
      form: 'list',
      calls: parts.map((part) => put(emptyCall, part)),
      oddNulls: [
        ...(message?.['content'] === undefined ? ['content'] : []),
        ...(message?.['function_call'] === null ? ['function_call'] : []),
      ],
      finishReason: reason,
    };
  }
  return { ...noCalls, form: otherForm(message ?? {}, content, names), finishReason: reason };
}

/** The same of a stream, its parts put together. */
export function readStreamedToolCalls(
  { choices, content, finishReasons }: ChunkReading,
  names: readonly string[],
): ToolCallReading {
  const finishReason = finishReasons.at(-1) ?? null;
  const deltas = choices.map(({ delta }) => delta).filter((delta) => delta !== null);
  const parts = deltas.flatMap(({ tool_calls: list }) => (Array.isArray(list) ? list : []));
  if (parts.length > 0) {
    const oddNulls = ['tool_calls', 'function_call'].filter((field) =>
      deltas.some((delta) => delta[field] === null),
    );
    return { ...joined(parts.filter(isFields)), form: 'list', oddNulls, finishReason };
  }
  const forms = deltas.map((delta) => otherForm(delta, '', names));
  const form = forms.find((one) => one !== 'none') ?? otherForm({}, content, names);
  return { ...noCalls, form, finishReason };
}

function joined(
  parts: readonly Fields[],
): Omit<ToolCallReading, 'form' | 'oddNulls' | 'finishReason'> {
  const calls: ReadToolCall[] = [];
  /** Where the call is that the next part of an index goes on with; `null` for parts without one. */
  const open = new Map<number | null, number>();
  const indexes = parts.map(({ index }) => (typeof index === 'number' ? index : null));
  let indexShared = false;
  let nameEmptied = false;
  for (const [at, part] of parts.entries()) {
    const index = indexes[at] ?? null;
    const position = open.get(index);
    const before = position === undefined ? undefined : calls[position];
    if (position === undefined || before === undefined || isAnotherCall(before, part)) {
      if (before !== undefined && index !== null) indexShared = true;
      open.set(index, calls.push(put(emptyCall, part)) - 1);
    } else {
      if (before.name !== '' && functionOf(part)['name'] === '') nameEmptied = true;
      calls[position] = put(before, part);
    }
  }
  const numbers = indexes.filter((index) => index !== null);
  return {
    calls,
    indexMissing: indexes.includes(null),
    indexShared,
    indexMin: numbers.length > 0 ? Math.min(...numbers) : null,
    nameEmptied,
  };
}

const emptyCall: ReadToolCall = {
  id: '',
  type: '',
  name: '',
  arguments: '',
  argumentsAreObject: false,
};

function put(call: ReadToolCall, part: Fields): ReadToolCall {
  const { name, arguments: given } = functionOf(part);
  return {
    id: call.id || textOf(part['id']),
    type: call.type || textOf(part['type']),
    name: call.name || textOf(name),
    arguments: call.arguments + textOf(given),
    argumentsAreObject: call.argumentsAreObject || isFields(given),
  };
}

/** Servers that repeat id and name in each part still speak of one call. */
function isAnotherCall(open: ReadToolCall, part: Fields): boolean {
  const id = textOf(part['id']);
  const name = textOf(functionOf(part)['name']);
  const differs = (before: string, now: string): boolean =>
    before !== '' && now !== '' && before !== now;
  return differs(open.id, id) || differs(open.name, name);
}

function otherForm(
  fields: Fields,
  content: string,
  names: readonly string[],
): Exclude<ToolCallReading['form'], 'list'> {
  if (isFields(fields['tool_calls'])) return 'object';
  if (isFields(fields['function_call'])) return 'function-call';
  return names.some((name) => isCallOf(content, name)) ? 'content' : 'none';
}

/** In any of the ways in which models write calls: JSON with name and arguments, or a tag. */
function isCallOf(text: string, name: string): boolean {
  if (!text.includes(name)) return false;
  const json = /["']name["']\s*:/.test(text) && /["'](?:arguments|parameters)["']\s*:/.test(text);
  return json || text.includes('<tool_call>') || text.includes(`<function=${name}>`);
}

function functionOf(part: Fields): Fields {
  const { function: definition } = part;
  return isFields(definition) ? definition : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
