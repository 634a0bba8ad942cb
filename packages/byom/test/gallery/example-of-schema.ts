import { fieldsIn, isFields, type Fields } from './fields.ts';

/** A value that a JSON schema allows: the first that comes to mind, each property of an object set. */
export function exampleOfSchema(schema: unknown, root: unknown = schema): unknown {
  if (!isFields(schema)) return {};
  if (typeof schema['$ref'] === 'string')
    return exampleOfSchema(pointed(root, schema['$ref']), root);
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  const [first] = fieldsIn(schema['anyOf'] ?? schema['oneOf']);
  if (first !== undefined) return exampleOfSchema(first, root);
  const types = Array.isArray(schema['type']) ? schema['type'] : [schema['type']];
  switch (types[0]) {
    case 'string':
      return 'Oslo';
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array':
      return [exampleOfSchema(schema['items'], root)];
    default:
      return exampleObject(schema, root);
  }
}

function exampleObject(schema: Fields, root: unknown): Fields {
  const { properties } = schema;
  if (!isFields(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, exampleOfSchema(property, root)]),
  );
}

function pointed(root: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, name) => (isFields(value) ? value[name] : undefined), root);
}
