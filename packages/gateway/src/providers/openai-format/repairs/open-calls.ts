import { argumentsText, type ToolCall, type ToolCallDelta } from '@jackfield/chat-completions';
import { isRecord } from '../../is-record.ts';
import { stringOf } from '../../string-of.ts';

/** What makes up for what an endpoint leaves out. */
export interface CallMakings {
  newId(index: number): string;
  /** The only function that could have been called; `''` where there are several. */
  readonly onlyName: string;
}

interface OpenCall {
  readonly index: number;
  readonly isFunction: boolean;
  /** As the upstream gave them. */
  readonly givenIndex: number | null;
  readonly givenId: string;
  name: string;
  arguments: string;
}

/** A part of a call, as far as it can be read. */
interface ReadPart {
  readonly index: number | null;
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/**
 * The tool calls of one choice, each part given to its call. Guarantees that calls are numbered from
 * 0 without a gap, that each begins with its own id, its type and its name, and that what follows
 * repeats none of them: clients put parts together by `index`, and some add repeated names up.
 */
export class OpenCalls {
  readonly #makings: CallMakings;
  readonly #calls: OpenCall[] = [];
  /** The ids that callers are given. */
  readonly #ids = new Set<string>();
  /** By the upstream's index: the call that its next part goes on with. */
  readonly #byIndex = new Map<number, OpenCall>();

  constructor(makings: CallMakings) {
    this.#makings = makings;
  }

  /** Whether a call was begun. */
  get any(): boolean {
    return this.#calls.length > 0;
  }

  /** The parts of one delta; the same array where each is good as it came. */
  repair(parts: ToolCallDelta[]): ToolCallDelta[] {
    const touched = new Set<OpenCall>();
    const repaired = parts.map((part) => this.#repairPart(part, touched));
    return repaired.every((part, position) => part === parts[position]) ? parts : repaired;
  }

  /** A last part for each function that was called without arguments: `''` is no JSON. */
  end(): ToolCallDelta[] {
    const empty = this.#calls.filter((call) => call.isFunction && call.arguments.trim() === '');
    return empty.map((call) => {
      call.arguments = '{}';
      return { index: call.index, function: { arguments: '{}' } };
    });
  }

  #repairPart(part: ToolCallDelta, touched: Set<OpenCall>): ToolCallDelta {
    const read = readPart(part);
    const known = this.#find(read, touched);
    if (known === undefined) {
      const { call, better } = this.#begin(part, read);
      touched.add(call);
      return better;
    }
    touched.add(known);
    if (read.index !== null) this.#byIndex.set(read.index, known);
    return goOn(known, part, read);
  }

  /** The call that a part goes on with; `undefined` where it begins another. */
  #find(read: ReadPart, touched: ReadonlySet<OpenCall>): OpenCall | undefined {
    if (read.id !== '') {
      const same = this.#calls.find(
        ({ givenId, givenIndex }) =>
          givenId === read.id && (read.index === null || read.index === givenIndex),
      );
      if (same && !(touched.has(same) && read.name !== '')) return same;
    }
    const latest = read.index === null ? this.#calls.at(-1) : this.#byIndex.get(read.index);
    if (latest === undefined || read.name === '') return latest;
    return beginsAnother(latest, read, touched) ? undefined : latest;
  }

  #begin(part: ToolCallDelta, read: ReadPart): { call: OpenCall; better: ToolCallDelta } {
    const index = this.#calls.length;
    const isFunction = !isRecord(part['custom']);
    const name = read.name || (isFunction ? this.#makings.onlyName : '');
    const call: OpenCall = {
      index,
      isFunction,
      givenIndex: read.index,
      givenId: read.id,
      name,
      arguments: read.arguments,
    };
    const id = read.id === '' || this.#ids.has(read.id) ? this.#makings.newId(index) : read.id;
    this.#calls.push(call);
    this.#ids.add(id);
    if (read.index !== null) this.#byIndex.set(read.index, call);
    const { function: called } = part;
    const type = part.type || 'function';
    const framed = part.index === index && part.id === id && part.type === type;
    const whole = !isFunction || (called?.name === name && called.arguments === read.arguments);
    if (framed && whole) return { call, better: part };
    const better: ToolCallDelta = { ...part, index, id, type };
    if (!whole) better.function = { ...called, name, arguments: read.arguments };
    return { call, better };
  }
}

function goOn(call: OpenCall, part: ToolCallDelta, read: ReadPart): ToolCallDelta {
  const { id: _id, function: called, ...rest } = part;
  // Some servers say a whole call once more at the end.
  const isSaid =
    read.id !== '' && read.id === call.givenId && read.name !== '' && isWhole(call.arguments);
  const text = isSaid ? '' : read.arguments;
  const given: unknown = called?.arguments;
  const isText = given === undefined || given === text;
  const repeats = called?.name !== undefined && (read.name === '' || read.name === call.name);
  call.arguments += text;
  if (part.index === call.index && part.id === undefined && isText && !repeats) return part;
  if (call.name === '') call.name = read.name;
  const better: ToolCallDelta = { ...rest, index: call.index };
  if (called) {
    const { name, arguments: _arguments, ...moreOfFunction } = called;
    better.function = {
      ...moreOfFunction,
      ...(name === undefined || repeats ? {} : { name }),
      ...(given === undefined ? {} : { arguments: text }),
    };
  }
  return better;
}

/** Whether a part with a name is of another call than the one its index, or its place, points to. */
function beginsAnother(
  latest: OpenCall,
  { id, name, arguments: text }: ReadPart,
  touched: ReadonlySet<OpenCall>,
): boolean {
  // No server gives one call twice in one delta.
  if (touched.has(latest)) return true;
  if (id !== '' && latest.givenId !== '') return id !== latest.givenId;
  const isOtherName = latest.givenId === '' && latest.name !== '' && name !== latest.name;
  return isOtherName || (text.trim() !== '' && isWhole(latest.arguments));
}

function isWhole(text: string): boolean {
  if (!text.trimEnd().endsWith('}')) return false;
  try {
    return isRecord(JSON.parse(text));
  } catch {
    return false;
  }
}

function readPart(part: ToolCallDelta): ReadPart {
  const called: unknown = part.function;
  const given = isRecord(called) ? called : {};
  return {
    index: Number.isInteger(part.index) ? part.index : null,
    id: idOf(part.id),
    name: stringOf(given['name']),
    arguments: textOfArguments(given['arguments']),
  };
}

/** An empty object at a call's beginning is a place held for the text that follows. */
function textOfArguments(given: unknown): string {
  return isRecord(given) && Object.keys(given).length === 0 ? '' : argumentsText(given);
}

function idOf(given: unknown): string {
  const id = stringOf(given);
  return id === 'null' || id === 'None' ? '' : id;
}

/** The tool calls of a whole message; the same array where each is good as it came. */
export function repairCalls(calls: ToolCall[], makings: CallMakings): ToolCall[] {
  const ids = new Set<string>();
  const repaired = calls.map((call, index) => {
    const given = idOf(call.id);
    const id = given === '' || ids.has(given) ? makings.newId(index) : given;
    ids.add(id);
    const type = call.type || 'function';
    const framed = id === call.id && type === call.type ? call : { ...call, id, type };
    if (isRecord(call['custom'])) return framed;
    const { name, arguments: text } = readPart({ ...call, index });
    const whole = { name: name || makings.onlyName, arguments: text.trim() === '' ? '{}' : text };
    const { function: called } = framed;
    return called?.name === whole.name && called.arguments === whole.arguments
      ? framed
      : { ...framed, function: { ...called, ...whole } };
  });
  return repaired.every((call, position) => call === calls[position]) ? calls : repaired;
}
