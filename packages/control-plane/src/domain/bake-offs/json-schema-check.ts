import { Ajv2020 } from 'ajv/dist/2020.js';
import { linearRegex } from './linear-regex.ts';

export interface JsonSchemaCheck {
  /** Longer answers would take it too long. */
  readonly charactersMax: number;
  /** Why a value doesn't match; `null` where it does. */
  reasonAgainst(value: unknown): string | null;
}

/** Parts of a schema, each counted as often as it is referred to: what one look at a value may cost. */
const partsMax = 2_500;
const stepsMax = 4_000_000;
/** Each item is compared with each. */
const uniqueItemsParts = 400;

const regExp = Object.assign((pattern: string) => linearRegex(pattern), {
  code: 'not used: nothing is written out',
});

/**
 * A schema whose time is bounded, like a pattern's. Keywords it doesn't know are let be, and formats are not judged. Patterns are RE2's, and references
 * stay within the schema and form no circle.
 *
 * @throws Error in words that may be shown, for what it doesn't take.
 */
export function jsonSchemaCheck(schema: Readonly<Record<string, unknown>>): JsonSchemaCheck {
  const text = JSON.stringify(schema);
  const check = recent.get(text) ?? compile(schema);
  recent.delete(text);
  recent.set(text, check);
  const [oldest] = recent.keys();
  if (recent.size > recentMax && oldest !== undefined) recent.delete(oldest);
  return check;
}

/** Compiling takes longer than judging, and every model meets the same schema. */
const recent = new Map<string, JsonSchemaCheck>();
const recentMax = 16;

function compile(schema: Readonly<Record<string, unknown>>): JsonSchemaCheck {
  const parts = sizeOf(schema, schema, []);
  // One each, or schemas of many test sets would be kept for good, and clash by their `$id`.
  const ajv = new Ajv2020({
    strict: false,
    validateFormats: false,
    logger: false,
    code: { regExp },
  });
  const validate = ajv.compile(schema);
  return {
    charactersMax: Math.floor(stepsMax / parts),
    reasonAgainst: (value) =>
      validate(value) ? null : ajv.errorsText(validate.errors, { dataVar: 'The answer' }),
  };
}

/** Of a part of `root`, references followed. */
function sizeOf(part: unknown, root: object, within: readonly string[]): number {
  if (typeof part !== 'object' || part === null) return 0;
  let size = 1;
  for (const [name, value] of Object.entries(part)) {
    if (name === '$ref' && typeof value === 'string') {
      if (within.includes(value)) throw new Error('It refers to itself.');
      size += sizeOf(referred(root, value), root, [...within, value]);
    } else if (name === '$dynamicRef') throw new Error('$dynamicRef is not understood here.');
    else size += costOf(name, value) + sizeOf(value, root, within);
    if (size > partsMax) throw new Error(`It comes to more than ${partsMax} parts.`);
  }
  return size;
}

/** Beyond that of a part. */
function costOf(name: string, value: unknown): number {
  if (name === 'pattern' && typeof value === 'string') return linearRegex(value).size;
  if (name === 'patternProperties' && typeof value === 'object' && value !== null) {
    return Object.keys(value).reduce((sum, pattern) => sum + linearRegex(pattern).size, 0);
  }
  return name === 'uniqueItems' && value === true ? uniqueItemsParts : 0;
}

function referred(root: object, ref: string): unknown {
  if (!ref.startsWith('#/'))
    throw new Error('A $ref must begin with "#/": it stays in the schema.');
  return ref
    .slice(2)
    .split('/')
    .reduce<unknown>((part, step) => {
      const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
      const isThere = typeof part === 'object' && part !== null && Object.hasOwn(part, name);
      if (!isThere) throw new Error(`There is nothing at ${ref.slice(0, 100)}.`);
      return Reflect.get(part, name);
    }, root);
}
