import { isAscii, isUtf8 } from 'node:buffer';
import { isRecord } from './is-record.ts';

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;

/** Shorter texts are written anew in less time than it takes to find out what of them can stay. */
const bytesMin = 2_048;

/** Where something begins and ends in a text, in bytes. */
type Span = readonly [start: number, end: number];

interface Outline {
  /** Members that the text writes, in all its objects. */
  readonly members: number;
  /** The objects and lists that stand in the outermost object, each with those that stand in it. */
  readonly children: readonly { readonly span: Span; readonly children: readonly Span[] }[];
}

/**
 * The bytes that a value was read from, so that its parts can be sent again without building them.
 * Knows the place of an object or list that stands in the outermost object or in one of its lists, and
 * only where what is written there says exactly what the value does: of a text in which a name stands
 * twice in one object, whose last value counts here and whose first may count elsewhere, it knows none.
 */
export interface SourceJson {
  readonly bytes: Buffer;
  spanOf(part: object): Span | undefined;
}

/**
 * Reads JSON; `null` where it nests deeper than `depthMax`. A short text has no source.
 * @throws SyntaxError
 */
export function readJson(
  bytes: Buffer,
  depthMax: number,
): { readonly value: unknown; readonly source: SourceJson | null } | null {
  // A character for each byte: what is looked for stands for itself in UTF-8, wherever it stands.
  const scanned = bytes.toString('latin1');
  const outline = outlineOf(scanned, depthMax);
  if (outline === null) return null;
  const value: unknown = JSON.parse(isAscii(bytes) ? scanned : bytes.toString());
  // What isn't UTF-8 was read as something else than it is.
  if (bytes.length < bytesMin || !isUtf8(bytes)) return { value, source: null };
  let spans: ReadonlyMap<object, Span> | null = null;
  const spanOf = (part: object): Span | undefined => (spans ??= spansOf(value, outline)).get(part);
  return { value, source: { bytes, spanOf } };
}

/**
 * The JSON of a request made of a source's parts and of others: what is the caller's still is sent in
 * the caller's own bytes.
 */
export function writeJson(
  request: Readonly<Record<string, unknown>>,
  source: SourceJson | null,
): Buffer | string {
  if (source === null) return JSON.stringify(request);
  const writer = new Writer(source);
  let separator = '{';
  for (const [name, part] of Object.entries(request)) {
    if (!isWritten(part)) continue;
    writer.text(`${separator}${JSON.stringify(name)}:`);
    writer.part(part);
    separator = ',';
  }
  writer.text(separator === '{' ? '{}' : '}');
  return writer.end();
}

/** What JSON.stringify leaves out of an object. */
function isWritten(part: unknown): boolean {
  return part !== undefined && typeof part !== 'function' && typeof part !== 'symbol';
}

/** Puts JSON together of pieces of a source and of texts. */
class Writer {
  readonly #source: SourceJson;
  readonly #pieces: Buffer[] = [];
  #text = '';
  /** The piece of the source that comes before `#text`. */
  #start = 0;
  #end = 0;

  constructor(source: SourceJson) {
    this.#source = source;
  }

  text(text: string): void {
    this.#text += text;
  }

  part(part: unknown): void {
    const span = isContainer(part) ? this.#source.spanOf(part) : undefined;
    if (span !== undefined) {
      this.#span(span);
    } else if (Array.isArray(part)) {
      this.text('[');
      for (const [index, item] of part.entries()) {
        if (index > 0) this.text(',');
        this.part(isWritten(item) ? item : null);
      }
      this.text(']');
    } else {
      this.text(JSON.stringify(part));
    }
  }

  /** What stands side by side in the source, and is sent so, is one piece. */
  #span([start, end]: Span): void {
    if (this.#text === ',' && this.#followsAt(start)) {
      this.#text = '';
      this.#end = end;
      return;
    }
    this.#flush();
    this.#start = start;
    this.#end = end;
  }

  #followsAt(start: number): boolean {
    const { bytes } = this.#source;
    let commas = 0;
    // Something stands there already, so all that can stand between two parts is this.
    for (let index = this.#end; index < start; index += 1) {
      const byte = bytes[index] ?? 0;
      if (byte === comma) commas += 1;
      else if (byte > 0x20) return false;
    }
    return this.#end > 0 && start > this.#end && commas === 1;
  }

  #flush(): void {
    if (this.#end > 0) this.#pieces.push(this.#source.bytes.subarray(this.#start, this.#end));
    if (this.#text !== '') this.#pieces.push(Buffer.from(this.#text));
    this.#text = '';
    this.#end = 0;
  }

  end(): Buffer {
    this.#flush();
    return Buffer.concat(this.#pieces);
  }
}

function spansOf(value: unknown, outline: Outline): ReadonlyMap<object, Span> {
  const spans = new Map<object, Span>();
  if (!isRecord(value) || membersIn(value) !== outline.members) return spans;
  // JavaScript gives names that are numbers first, wherever they stand.
  if (Object.keys(value).some((name) => /^\d/.test(name))) return spans;
  const parts = Object.values(value).filter(isContainer);
  for (const [index, part] of parts.entries()) {
    const child = outline.children[index];
    if (child === undefined) return spans;
    spans.set(part, child.span);
    if (!Array.isArray(part)) continue;
    for (const [place, item] of part.filter(isContainer).entries()) {
      const span = child.children[place];
      if (span !== undefined) spans.set(item, span);
    }
  }
  return spans;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Names and values, in all objects of a value. */
function membersIn(value: object): number {
  let members = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const part of Object.values(value)) if (isContainer(part)) members += membersIn(part);
  return members;
}

/** Found without parsing, for V8 parses 200,000 levels but can't write them again; `null`: too deep. */
function outlineOf(text: string, depthMax: number): Outline | null {
  const children: { span: Span; children: Span[] }[] = [];
  let grandchildren: Span[] = [];
  let childStart = 0;
  let grandchildStart = 0;
  let members = 0;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (character === quote) index = endOfString(text, index);
    else if (character === colon) members += 1;
    else if (character === 0x7b || character === 0x5b) {
      depth += 1;
      if (depth > depthMax) return null;
      if (depth === 2) childStart = index;
      else if (depth === 3) grandchildStart = index;
    } else if (character === 0x7d || character === 0x5d) {
      depth -= 1;
      if (depth === 1) {
        children.push({ span: [childStart, index + 1], children: grandchildren });
        grandchildren = [];
      } else if (depth === 2) grandchildren.push([grandchildStart, index + 1]);
    }
  }
  return { members, children };
}

/** The place of the quote that ends the string whose first one stands at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === backslash) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}
