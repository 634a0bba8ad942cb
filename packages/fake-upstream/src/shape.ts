import { isObject, type JsonObject } from './json-value.ts';

/** What a strict vendor takes at one place of a request. Fields that are not listed are violations. */
export type Shape =
  | { kind: 'any' }
  | { kind: 'string'; oneOf?: readonly string[] }
  | { kind: 'number'; min?: number; max?: number; above?: number; integer?: boolean }
  | { kind: 'boolean' }
  | { kind: 'object'; fields: Record<string, Shape>; required: readonly string[] }
  | { kind: 'array'; of: Shape }
  /** An object whose field names are the caller's own. */
  | { kind: 'map'; of: Shape }
  /** The first that fits the value's JSON type. */
  | { kind: 'either'; of: readonly Shape[] }
  /** Objects told apart by a field. */
  | { kind: 'tagged'; by: string; of: Record<string, Shape>; absent?: string }
  | { kind: 'nullable'; of: Shape };

export interface Violation {
  path: (string | number)[];
  rule: 'unknown_field' | 'missing' | 'wrong_type' | 'not_one_of' | 'too_small' | 'too_large';
  shape: Shape;
  value: unknown;
}

/** Every way in which a value breaks its shape, in the order of the value. */
export function violationsOf(
  shape: Shape,
  value: unknown,
  path: (string | number)[] = [],
): Violation[] {
  const broken = (rule: Violation['rule']): Violation[] => [{ path, rule, shape, value }];
  switch (shape.kind) {
    case 'any':
      return [];
    case 'nullable':
      return value === null ? [] : violationsOf(shape.of, value, path);
    case 'boolean':
      return typeof value === 'boolean' ? [] : broken('wrong_type');
    case 'string':
      if (typeof value !== 'string') return broken('wrong_type');
      return shape.oneOf === undefined || shape.oneOf.includes(value) ? [] : broken('not_one_of');
    case 'number':
      if (typeof value !== 'number') return broken('wrong_type');
      if (shape.integer === true && !Number.isInteger(value)) return broken('wrong_type');
      if (shape.max !== undefined && value > shape.max) return broken('too_large');
      if (shape.min !== undefined && value < shape.min) return broken('too_small');
      return shape.above !== undefined && value <= shape.above ? broken('too_small') : [];
    case 'array':
      if (!Array.isArray(value)) return broken('wrong_type');
      return value.flatMap((item, i) => violationsOf(shape.of, item, [...path, i]));
    case 'map':
      if (!isObject(value)) return broken('wrong_type');
      return Object.entries(value).flatMap(([name, item]) =>
        violationsOf(shape.of, item, [...path, name]),
      );
    case 'either': {
      const fitting = shape.of.find((one) => typeTaken(one) === typeOf(value)) ?? shape.of[0];
      return fitting === undefined ? [] : violationsOf(fitting, value, path);
    }
    case 'tagged': {
      if (!isObject(value)) return broken('wrong_type');
      const tag = value[shape.by] ?? shape.absent;
      const tagged = typeof tag === 'string' ? shape.of[tag] : undefined;
      return tagged === undefined ? broken('not_one_of') : violationsOf(tagged, value, path);
    }
    case 'object':
      return isObject(value) ? objectViolations(shape, value, path) : broken('wrong_type');
  }
}

function objectViolations(
  shape: Extract<Shape, { kind: 'object' }>,
  value: JsonObject,
  path: (string | number)[],
): Violation[] {
  const { fields, required } = shape;
  const missing = required
    .filter((name) => value[name] === undefined)
    .map((name): Violation => ({ path: [...path, name], rule: 'missing', shape, value }));
  const inner = Object.entries(value).flatMap(([name, item]): Violation[] => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const at = [...path, name];
    return field === undefined
      ? [{ path: at, rule: 'unknown_field', shape, value: item }]
      : violationsOf(field, item, at);
  });
  return [...missing, ...inner];
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}

/** The JSON type of the values a shape takes. */
function typeTaken(shape: Shape): string {
  return shape.kind === 'tagged' || shape.kind === 'map' ? 'object' : shape.kind;
}

export const any: Shape = { kind: 'any' };
export const string: Shape = { kind: 'string' };
export const boolean: Shape = { kind: 'boolean' };
export const number: Shape = { kind: 'number' };
export const integer: Shape = { kind: 'number', integer: true };
/** An object of any fields. */
export const map: Shape = { kind: 'map', of: any };
export const array = (of: Shape): Shape => ({ kind: 'array', of });
export const nullable = (of: Shape): Shape => ({ kind: 'nullable', of });
export const either = (...of: Shape[]): Shape => ({ kind: 'either', of });
export const oneOf = (...values: string[]): Shape => ({ kind: 'string', oneOf: values });
export const object = (fields: Record<string, Shape>, required: string[] = []): Shape => ({
  kind: 'object',
  fields,
  required,
});
