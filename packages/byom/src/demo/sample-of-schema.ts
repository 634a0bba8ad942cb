type Schema = Readonly<Record<string, unknown>>;

/** Deeper than any request may nest; a schema that refers to itself must end before. */
const depthMax = 24;
/** From here on what is optional is left out. */
const deepAt = 6;

/**
 * A value that satisfies a JSON Schema of the kind OpenAI takes, with `text` wherever text is free:
 * every property is there, an `enum` gives its first value. A schema that asks for what no sample
 * can be made of (a pattern, a contradiction) gets one that only has the right type.
 */
export function sampleOfSchema(schema: unknown, text: string): unknown {
  const root = asSchema(schema);
  return sample(root, text, root, 0);
}

function sample(schema: Schema, text: string, root: Schema, depth: number): unknown {
  if (depth > depthMax) return null;
  const inner = (next: unknown): unknown => sample(asSchema(next), text, root, depth + 1);
  if (typeof schema['$ref'] === 'string') return inner(find(root, schema['$ref']));
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  for (const either of ['anyOf', 'oneOf']) {
    if (Array.isArray(schema[either])) return inner(bestOf(schema[either], depth));
  }
  if (Array.isArray(schema['allOf'])) return inner(Object.assign({}, ...schema['allOf']));
  switch (typeOf(schema)) {
    case 'object':
      return sampleObject(schema, inner, depth);
    case 'array': {
      const least = Math.max(numberOf(schema['minItems'], 0), depth < deepAt ? 1 : 0);
      const length = Math.min(least, numberOf(schema['maxItems'], 100), 100);
      return Array.from({ length }, () => inner(schema['items']));
    }
    case 'string':
      return sampleText(schema, text);
    case 'integer':
    case 'number':
      return sampleNumber(schema);
    case 'boolean':
      return true;
    default:
      return null;
  }
}

/** The properties that are required; the others too, until the schema gets deep. */
function sampleObject(schema: Schema, inner: (next: unknown) => unknown, depth: number): unknown {
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const wanted = Object.entries(asSchema(schema['properties'])).filter(
    ([name]) => depth < deepAt || required.has(name),
  );
  // `fromEntries` makes own properties of them, `__proto__` too.
  return Object.fromEntries(wanted.map(([name, property]) => [name, inner(property)]));
}

const formats: Readonly<Record<string, string>> = {
  date: '2026-01-31',
  time: '09:30:00Z',
  'date-time': '2026-01-31T09:30:00Z',
  duration: 'PT30M',
  email: 'demo@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/demo',
  uuid: '00000000-0000-4000-8000-000000000000',
};

function sampleText(schema: Schema, text: string): string {
  const { format } = schema;
  if (typeof format === 'string' && Object.hasOwn(formats, format)) return formats[format] ?? text;
  const least = Math.min(numberOf(schema['minLength'], 0), 10_000);
  const characters = Array.from(text.padEnd(least, '.'));
  return characters.slice(0, numberOf(schema['maxLength'], characters.length)).join('');
}

function sampleNumber(schema: Schema): number {
  const step = numberOf(schema['multipleOf'], 1);
  const above = numberOf(schema['exclusiveMinimum'], Number.NEGATIVE_INFINITY);
  const least = Math.max(numberOf(schema['minimum'], Number.NEGATIVE_INFINITY), above);
  const most = numberOf(schema['maximum'], Number.POSITIVE_INFINITY);
  const below = numberOf(schema['exclusiveMaximum'], Number.POSITIVE_INFINITY);
  const wanted = Number.isFinite(least) ? least : Math.min(1, most, below);
  const first = Math.ceil(wanted / step) * step;
  if (first === above) return first + step;
  return first >= below || first > most ? first - step : first;
}

/** Something rather than null; what ends rather than what may go on for ever. */
function bestOf(choices: readonly unknown[], depth: number): unknown {
  const isNull = (choice: unknown): boolean => asSchema(choice)['type'] === 'null';
  return choices.find((choice) => isNull(choice) === depth >= deepAt) ?? choices[0];
}

/** A list of types gives its first that is something. */
function typeOf(schema: Schema): unknown {
  const { type } = schema;
  const named: unknown = Array.isArray(type) ? type.find((one) => one !== 'null') : type;
  if (named !== undefined) return named;
  if ('properties' in schema) return 'object';
  return 'items' in schema ? 'array' : 'string';
}

function find(root: Schema, pointer: string): unknown {
  let at: unknown = root;
  for (const step of pointer.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    const schema = asSchema(at);
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    at = Object.hasOwn(schema, name) ? schema[name] : undefined;
  }
  return at;
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

function asSchema(value: unknown): Schema {
  // Holds: every field that is read from it is judged before it is used.
  return typeof value === 'object' && value !== null ? (value as Schema) : {};
}
