import { expect, test } from 'vitest';
import { lastSentenceEnd } from './sentence-end.ts';

test.each([
  ['', ''],
  ['Hello', ''],
  ['Hello.', ''],
  ['It costs 3.5', ''],
  ['Hello. ', 'Hello.'],
  ['“Good morning!” she', '“Good morning!”'],
  ['One. Two? Three', 'One. Two?'],
  ['First line\nsecond', 'First line\n'],
  ['\n\nHello', ''],
  ['你好。我', '你好。'],
  ['Wait… what', 'Wait…'],
])('of %j the whole sentences are %j', (text, sentences) => {
  expect(text.slice(0, lastSentenceEnd(text))).toBe(sentences);
});
