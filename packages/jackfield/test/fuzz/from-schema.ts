import fc, { type Arbitrary } from 'fast-check';
import { anyJson, anyNumber, anyText } from './any-text.ts';

/** As much of JSON Schema as the OpenAPI document of the REST API uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
}

const depthMax = 6;

/**
 * What a schema allows most of the time, and anything else now and then, in every place. `known`
 * gives values by a field's name, so that some of what is asked for is there.
 */
export function fromSchema(
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  known: Readonly<Record<string, Arbitrary<unknown>>>,
  depth = 0,
): Arbitrary<unknown> {
  const inner = (one: Schema): Arbitrary<unknown> => fromSchema(one, schemas, known, depth + 1);
  const right = (): Arbitrary<unknown> => {
    if (depth > depthMax) return anyJson;
    if (schema.$ref !== undefined) {
      const target = schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)];
      return target === undefined ? anyJson : inner(target);
    }
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined && choices.length > 0) return fc.oneof(...choices.map(inner));
    if (schema.allOf !== undefined) {
      return fc
        .tuple(...schema.allOf.map(inner))
        .map((parts) => Object.assign({}, ...parts.filter((one) => typeof one === 'object')));
    }
    return ofType(schema, known, inner);
  };
  return fc.oneof({ weight: 15, arbitrary: right() }, { weight: 1, arbitrary: anyJson });
}

function ofType(
  schema: Schema,
  known: Readonly<Record<string, Arbitrary<unknown>>>,
  inner: (one: Schema) => Arbitrary<unknown>,
): Arbitrary<unknown> {
  const [type] = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  switch (type) {
    case 'string':
      return anyText;
    case 'integer':
    case 'number': {
      // An amount of money begins at a cent.
      const min = Math.ceil(schema.minimum ?? -1_000);
      return fc.oneof(
        fc.integer({ min, max: Math.max(min, Math.floor(schema.maximum ?? 100_000)) }),
        anyNumber,
      );
    }
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(schema.items === undefined ? anyJson : inner(schema.items), { maxLength: 4 });
    case 'object': {
      const fields = Object.entries(schema.properties ?? {}).map(
        ([name, field]): [string, Arbitrary<unknown>] => {
          const given = known[name];
          return [name, given === undefined ? inner(field) : fc.oneof(given, given, inner(field))];
        },
      );
      const others =
        typeof schema.additionalProperties === 'object'
          ? inner(schema.additionalProperties)
          : anyJson;
      return fc
        .tuple(
          // Mostly whole: what lacks a field is refused at once.
          fc.oneof(
            { weight: 3, arbitrary: fc.record(Object.fromEntries(fields)) },
            { weight: 2, arbitrary: fc.record(Object.fromEntries(fields), { requiredKeys: [] }) },
          ),
          fc.option(fc.dictionary(anyText, others, { maxKeys: 2 }), {
            freq: schema.additionalProperties === undefined ? 8 : 1,
            nil: {},
          }),
        )
        .map(([own, more]) => ({ ...own, ...more }));
    }
    default:
      return anyJson;
  }
}
