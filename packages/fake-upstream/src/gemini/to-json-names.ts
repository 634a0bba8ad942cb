import { isObject } from '../json-value.ts';
import type { Shape } from '../shape.ts';

/**
 * The request with JSON names throughout. Protobuf's JSON mapping takes `generation_config` for
 * `generationConfig`; names inside free-form values stay as they are.
 */
export function toJsonNames(shape: Shape, value: unknown): unknown {
  if (shape.kind === 'array' && Array.isArray(value)) {
    return value.map((item) => toJsonNames(shape.of, item));
  }
  if (shape.kind === 'map' && isObject(value)) {
    const entries = Object.entries(value);
    return Object.fromEntries(entries.map(([name, item]) => [name, toJsonNames(shape.of, item)]));
  }
  if (shape.kind !== 'object' || !isObject(value)) return value;
  const entries = Object.entries(value).map(([name, item]) => {
    const camel = name.replace(/_([a-z])/g, (_whole, letter: string) => letter.toUpperCase());
    const field = shape.fields[camel];
    return field === undefined ? [name, item] : [camel, toJsonNames(field, item)];
  });
  return Object.fromEntries(entries);
}

/** The proto name of a JSON name, as the vendor's error messages have it. */
export function toProtoName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
