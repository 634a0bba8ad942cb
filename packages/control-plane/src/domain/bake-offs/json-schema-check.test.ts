import { describe, expect, it } from 'vitest';
import { jsonSchemaCheck } from './json-schema-check.ts';

describe('a schema that somebody typed', () => {
  it('may refer to its own parts', () => {
    const check = jsonSchemaCheck({ $defs: { id: { type: 'integer' } }, $ref: '#/$defs/id' });
    expect([check.reasonAgainst(1), check.reasonAgainst('1')]).toEqual([
      null,
      'The answer must be integer',
    ]);
  });

  it.each([
    [{ $ref: '#' }, /must begin with "#\/"/],
    [{ $defs: { a: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' }, /refers to itself/],
    [{ $ref: 'https://example.com/schema.json' }, /stays in the schema/],
    [{ $ref: '#/$defs/none' }, /nothing at/],
    [{ type: 'nothing' }, /type/],
    [{ pattern: '(?=a)' }, /./],
  ])('is refused where it could not be judged: %j', (schema, message) => {
    expect(() => jsonSchemaCheck(schema)).toThrow(message);
  });

  it('judges shorter answers where a look costs more', () => {
    const cheap = jsonSchemaCheck({ type: 'array' });
    const dear = jsonSchemaCheck({ type: 'array', uniqueItems: true, items: { pattern: '^a+$' } });
    expect(cheap.charactersMax).toBeGreaterThan(50_000);
    expect(dear.charactersMax).toBeLessThan(10_000);
    const patterns = Array.from({ length: 20 }, () => ({ pattern: '(a?){200}' }));
    expect(() => jsonSchemaCheck({ allOf: patterns })).toThrow('too large');
  });

  it('is refused where it doubles with every step', () => {
    const $defs: Record<string, unknown> = { d0: { type: 'integer' } };
    for (let step = 1; step < 30; step += 1) {
      const $ref = `#/$defs/d${step - 1}`;
      $defs[`d${step}`] = { allOf: [{ $ref }, { $ref }] };
    }
    expect(() => jsonSchemaCheck({ $defs, $ref: '#/$defs/d29' })).toThrow('more than 2500 parts');
  });
});
