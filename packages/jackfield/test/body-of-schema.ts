/** What is read of an OpenAPI schema. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly readOnly?: boolean;
}

export type Schemas = Readonly<Record<string, Schema>>;

/** A value of the schema's shape whose every text is what `textOf` gives for its field. */
export function bodyOfSchema(
  schema: Schema,
  schemas: Schemas,
  textOf: (field: string) => unknown,
  field = '',
): unknown {
  const inner = (next: Schema, name = field): unknown => bodyOfSchema(next, schemas, textOf, name);
  if (schema.$ref !== undefined) {
    const named = schemas[schema.$ref.split('/').at(-1) ?? ''];
    return named === undefined ? textOf(field) : inner(named);
  }
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice !== undefined) return inner(choice);
  if (schema.allOf !== undefined)
    return Object.assign({}, ...schema.allOf.map((part) => inner(part)));
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return textOf(field);
  switch ([schema.type].flat()[0]) {
    case 'object': {
      const fields = Object.entries(schema.properties ?? {}).filter(([, part]) => !part.readOnly);
      return Object.fromEntries(fields.map(([name, part]) => [name, inner(part, name)]));
    }
    case 'array':
      return schema.items === undefined ? [] : [inner(schema.items)];
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    default:
      return textOf(field);
  }
}
