import { asList, asObject, asText, isObject, type JsonObject } from './json-value.ts';

const depthMax = 12;
/** From here on what is optional is left out, so that a schema that refers to itself ends. */
const deepAt = 6;

/** A value that satisfies a JSON Schema of the kind vendors take, with `text` where a string is free. */
export function exampleOfSchema(schema: JsonObject, text: string): unknown {
  return example(schema, text, schema, 0);
}

function example(schema: JsonObject, text: string, root: JsonObject, depth: number): unknown {
  if (depth > depthMax) return null;
  const inner = (next: unknown) => example(asObject(next), text, root, depth + 1);
  if (typeof schema['$ref'] === 'string') return inner(find(root, schema['$ref']));
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  for (const either of ['anyOf', 'oneOf']) {
    if (Array.isArray(schema[either])) return inner(schema[either][0]);
  }
  if (Array.isArray(schema['allOf'])) return inner(Object.assign({}, ...schema['allOf']));
  switch (typeOf(schema)) {
    case 'object':
      return exampleObject(schema, inner, depth);
    case 'array': {
      const least = Math.max(Number(schema['minItems'] ?? 1), depth < deepAt ? 1 : 0);
      return Array.from({ length: Math.min(least, 100) }, () => inner(schema['items']));
    }
    case 'string':
      return text;
    case 'integer':
    case 'number':
      return Number(schema['minimum'] ?? 1);
    case 'boolean':
      return true;
    default:
      return null;
  }
}

/** The required properties; all of them where none is required and the schema is not too deep. */
function exampleObject(
  schema: JsonObject,
  inner: (next: unknown) => unknown,
  depth: number,
): JsonObject {
  const required = new Set(asList(schema['required']));
  const all = required.size === 0 && depth < deepAt;
  const properties = Object.entries(asObject(schema['properties']));
  const wanted = properties.filter(([name]) => all || required.has(name));
  return Object.fromEntries(wanted.map(([name, property]) => [name, inner(property)]));
}

/** Gemini writes types in capitals; JSON Schema allows a list of them. */
function typeOf(schema: JsonObject): string {
  const type = schema['type'];
  const named = Array.isArray(type) ? type.find((one) => one !== 'null') : type;
  if (named === undefined && isObject(schema['properties'])) return 'object';
  return asText(named).toLowerCase();
}

function find(root: JsonObject, pointer: string): unknown {
  let at: unknown = root;
  for (const step of pointer.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    at = asObject(at)[step.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return at;
}
