import { isRecord } from './is-record.ts';

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;

/** Shorter texts are written anew in less time than it takes to find out what of them can stay. */
const charactersMin = 2_048;

/** Where something begins and ends in a text. */
type Span = readonly [start: number, end: number];

interface Outline {
  /** Members that the text writes, in all its objects. */
  readonly members: number;
  /** The objects and lists that stand in the outermost object, each with those that stand in it. */
  readonly children: readonly { readonly span: Span; readonly children: readonly Span[] }[];
}

/**
 * The text that a value was read from, so that its parts can be written again without building them.
 * Gives the text of an object or list that stands in the outermost object or in one of its lists, and
 * only where it says exactly what the value does: of a text in which a name stands twice in one object,
 * whose last value counts here and whose first may count elsewhere, it gives none.
 */
export type SourceJson = (part: object) => string | undefined;

/**
 * Reads JSON; `null` where it nests deeper than `depthMax`. A short text has no source.
 * @throws SyntaxError
 */
export function readJson(
  text: string,
  depthMax: number,
): { readonly value: unknown; readonly source: SourceJson | null } | null {
  const outline = outlineOf(text, depthMax);
  if (outline === null) return null;
  const value: unknown = JSON.parse(text);
  if (text.length < charactersMin) return { value, source: null };
  let texts: ReadonlyMap<object, string> | null = null;
  const source: SourceJson = (part) => (texts ??= textsOf(text, value, outline)).get(part);
  return { value, source };
}

/**
 * The JSON of a request made of a source's parts and of others: what is the caller's still is written
 * in the caller's own characters.
 */
export function writeJson(
  request: Readonly<Record<string, unknown>>,
  source: SourceJson | null,
): string {
  if (source === null) return JSON.stringify(request);
  const partJson = (part: unknown): string | undefined => {
    if (typeof part !== 'object' || part === null) return JSON.stringify(part);
    const text = source(part);
    if (text !== undefined) return text;
    if (!Array.isArray(part)) return JSON.stringify(part);
    return `[${part.map((item) => partJson(item) ?? 'null').join(',')}]`;
  };
  const members: string[] = [];
  for (const [name, part] of Object.entries(request)) {
    const json = partJson(part);
    if (json !== undefined) members.push(`${JSON.stringify(name)}:${json}`);
  }
  return `{${members.join(',')}}`;
}

function textsOf(text: string, value: unknown, outline: Outline): ReadonlyMap<object, string> {
  const texts = new Map<object, string>();
  if (!isRecord(value) || membersIn(value) !== outline.members) return texts;
  // JavaScript gives names that are numbers first, wherever they stand.
  if (Object.keys(value).some((name) => /^\d/.test(name))) return texts;
  const parts = Object.values(value).filter(isContainer);
  for (const [index, part] of parts.entries()) {
    const child = outline.children[index];
    if (child === undefined) return texts;
    texts.set(part, text.slice(...child.span));
    if (!Array.isArray(part)) continue;
    for (const [place, item] of part.filter(isContainer).entries()) {
      const span = child.children[place];
      if (span !== undefined) texts.set(item, text.slice(...span));
    }
  }
  return texts;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Names and values, in all objects of a value. */
function membersIn(value: unknown): number {
  if (!isContainer(value)) return 0;
  let members = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const part of Object.values(value)) members += membersIn(part);
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
