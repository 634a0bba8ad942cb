import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonDepthExceeds } from './json-depth.ts';

const exceeds = (json: string, depthMax: number): boolean =>
  jsonDepthExceeds(Buffer.from(json), depthMax);

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

test('finds the depth of any JSON exactly', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }),
      fc.constantFrom(0, 2),
      (value, space) => {
        const json = JSON.stringify(value, null, space);
        const depth = depthOf(value);
        expect(exceeds(json, depth)).toBe(false);
        if (depth > 0) expect(exceeds(json, depth - 1)).toBe(true);
      },
    ),
  );
});

test('counts nothing inside strings, also after escaped quotes and backslashes', () => {
  expect(exceeds('["[[[[", "\\"[[[[", "\\\\\\"{{{{"]', 1)).toBe(false);
  expect(exceeds('["\\\\", [["x"]]]', 2)).toBe(true);
  expect(exceeds('{"[{\\"[{": "\\u005b["}', 1)).toBe(false);
});

test('counts what is open at once, not what was opened in all', () => {
  expect(exceeds(`[${'[],'.repeat(1_000)}{}]`, 2)).toBe(false);
});

test('allows exactly the bound', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  expect(exceeds(nested(64), 64)).toBe(false);
  expect(exceeds(nested(65), 64)).toBe(true);
  expect(exceeds('{"a":'.repeat(200_000), 64)).toBe(true);
});

test('judges text that is cut off or no JSON at all without failing', () => {
  for (const text of ['', '"', '"\\', '["abc', ']]]]', '👋', '{"a":[']) {
    expect(exceeds(text, 2)).toBe(false);
  }
});
