import { expect, test } from 'vitest';
import { isCompression } from './answers.ts';

test.each([
  ['gzip', true],
  ['GZip', true],
  ['x-gzip', true],
  ['br', true],
  ['deflate', true],
  ['zstd', true],
  ['compress', true],
  ['identity, gzip', true],
  ['identity', false],
  ['Identity', false],
  ['none', false],
  ['utf-8', false],
  ['', false],
])('“%s” as a content coding is compression: %s', (value, expected) => {
  expect(isCompression('Content-Encoding', value)).toBe(expected);
  expect(isCompression('content-type', value)).toBe(false);
});
