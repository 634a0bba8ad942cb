import { expect, test } from 'vitest';
import { sampleOfSchema } from './sample-of-schema.ts';

const booking = {
  type: 'object',
  properties: {
    guest: { $ref: '#/$defs/guest' },
    seats: { type: 'integer', minimum: 2 },
    price: { type: 'number', exclusiveMinimum: 0, multipleOf: 0.5 },
    kind: { enum: ['lunch', 'dinner'] },
    wishes: { type: 'array', items: { type: 'string' }, minItems: 2 },
    outside: { type: 'boolean' },
    note: { type: ['null', 'string'] },
    day: { type: 'string', format: 'date' },
    table: { anyOf: [{ type: 'null' }, { type: 'object', properties: { id: { const: 7 } } }] },
  },
  required: ['guest', 'seats'],
  additionalProperties: false,
  $defs: { guest: { type: 'object', properties: { name: { type: 'string', maxLength: 3 } } } },
};

test('gives every property a value of its kind', () => {
  expect(sampleOfSchema(booking, 'demo')).toEqual({
    guest: { name: 'dem' },
    seats: 2,
    price: 0.5,
    kind: 'lunch',
    wishes: ['demo', 'demo'],
    outside: true,
    note: 'demo',
    day: '2026-01-31',
    table: { id: 7 },
  });
});

test.each([
  [{ type: 'integer', maximum: -3 }, -3],
  [{ type: 'number', exclusiveMaximum: 1 }, 0],
  [{ type: 'string', minLength: 6 }, 'demo..'],
  [{ allOf: [{ type: 'object' }, { properties: { a: { type: 'boolean' } } }] }, { a: true }],
  [{ type: 'array', items: { type: 'integer' }, maxItems: 0 }, []],
  [undefined, 'demo'],
  [{ $ref: '#/nowhere' }, 'demo'],
])('of %j is %j', (schema, sample) => {
  expect(sampleOfSchema(schema, 'demo')).toEqual(sample);
});

test('of a schema that refers to itself ends', () => {
  const node = {
    type: 'object',
    properties: { name: { type: 'string' }, next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
    required: ['name', 'next'],
  };
  const text = JSON.stringify(sampleOfSchema(node, 'demo'));
  expect(text).toMatch(/"next":null/);
  const tree = {
    type: 'object',
    properties: { children: { type: 'array', items: { $ref: '#' } } },
  };
  expect(JSON.stringify(sampleOfSchema(tree, 'demo')).length).toBeLessThan(1_000);
});
