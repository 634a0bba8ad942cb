import { Ajv2020 } from 'ajv/dist/2020.js';
import { linearRegex } from './linear-regex.ts';

/** Why a value doesn't match; `null` where it does. */
export type JsonSchemaCheck = (value: unknown) => string | null;

/** Subschemas, each counted as often as it is referred to: what one look at a value may cost. */
const subschemasMax = 5_000;

const regExp = Object.assign((pattern: string) => linearRegex(pattern), {
  code: 'not used: nothing is written out',
});

/**
 * Keywords it doesn't know are let be, and formats are not judged. Patterns are RE2's, and references
 * stay within the schema and form no circle, so that no schema holds up this process.
 *
 * @throws Error in words that may be shown, for what it doesn't take.
 */
export function jsonSchemaCheck(schema: Readonly<Record<string, unknown>>): JsonSchemaCheck {
  sizeOf(schema, schema, []);
  // One each, or schemas of many test sets would be kept for good, and clash by their `$id`.
  const ajv = new Ajv2020({
    strict: false,
    validateFormats: false,
    logger: false,
    code: { regExp },
  });
  const validate = ajv.compile(schema);
  return (value) =>
    validate(value) ? null : ajv.errorsText(validate.errors, { dataVar: 'The answer' });
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
    else size += sizeOf(value, root, within);
    if (size > subschemasMax) throw new Error(`It comes to more than ${subschemasMax} parts.`);
  }
  return size;
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
