import { expect, test } from 'vitest';
import fc from 'fast-check';
import { readJson, writeJson } from './source-json.ts';

const depthMax = 64;
const long = 'x'.repeat(5_000);

/** Reads a text, changes the value by `change`, and writes it again. */
function rewritten(
  text: string,
  change: (value: Record<string, unknown>) => Record<string, unknown> = (value) => value,
): string {
  const read = readJson(text, depthMax);
  if (read === null) throw new Error('too deep');
  // Holds: the tests read objects.
  return writeJson(change(read.value as Record<string, unknown>), read.source);
}

test('what stays is written in its own characters: numbers, escapes and white space', () => {
  const messages = String.raw`[ {"role":"user", "content":"\u0041 \"quoted\\\" ${long}", "n":1.50e2, "big":12345678901234567890} ]`;
  const text = `{"model":"default", "messages":${messages} ,"tools":[{"a" : {"b":[1,{}]}}], "seed":7}`;
  expect(rewritten(text, (value) => ({ ...value, model: 'gpt' }))).toBe(
    `{"model":"gpt","messages":${messages},"tools":[{"a" : {"b":[1,{}]}}],"seed":7}`,
  );
});

test('a message before the others leaves the others as they were', () => {
  const message = `{"content":"${long}", "role" :"user"}`;
  expect(
    rewritten(`{"messages":[${message},${message}]}`, ({ messages }) => ({
      // Holds: it is a list.
      messages: [{ role: 'system', content: 'Be brief.' }, ...(messages as object[])],
    })),
  ).toBe(`{"messages":[{"role":"system","content":"Be brief."},${message},${message}]}`);
});

test.each([
  [
    'beside the messages',
    `{"tools":[{"a":1}],"messages":[{"role":"user","content":"${long}"}],"tools":[{"a":2}]}`,
  ],
  [
    'in a message',
    `{"messages":[{"role":"user","content":"${long}"},{"role":"user","role":"system"}]}`,
  ],
  [
    'written with an escape',
    `{"messages":[{"role":"user","content":"${long}"},{"role":"user","r\\u006fle":"system"}]}`,
  ],
  [
    'deep in a tool',
    `{"messages":[{"role":"user","content":"${long}"}],"tools":[{"a":[{"b":{"c":1,"c":2}}]}]}`,
  ],
  [
    'as __proto__',
    `{"messages":[{"role":"user","content":"${long}","__proto__":1,"__proto__":{"x":2}}]}`,
  ],
])('a name that stands twice %s: what is sent is what was read', (_where, text) => {
  expect(rewritten(text)).toBe(JSON.stringify(JSON.parse(text)));
});

test('names that are numbers, which stand elsewhere in the value, take no other’s text', () => {
  const text = `{"messages":[{"role":"user","content":"${long}"}],"7":[{"seven":7}],"tools":[]}`;
  expect(JSON.parse(rewritten(text))).toEqual(JSON.parse(text));
});

test('nests as deep as it may, and no deeper; brackets in strings are text', () => {
  expect(readJson(`${'['.repeat(64)}${']'.repeat(64)}`, depthMax)).not.toBeNull();
  expect(readJson(`${'['.repeat(65)}${']'.repeat(65)}`, depthMax)).toBeNull();
  expect(readJson(`"${'['.repeat(65)}\\"${'{'.repeat(65)}"`, depthMax)).not.toBeNull();
});

test('whatever is read and written again says the same', () => {
  const json = fc.json({ maxDepth: 5 });
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), json),
      fc.constantFrom('', ' ', '\n\t'),
      (parts, space) => {
        const members = Object.entries(parts).map(
          ([name, part]) => `${JSON.stringify(name)}${space}:${part}`,
        );
        const text = `{"pad":"${long}"${members.map((each) => `${space},${each}`).join('')}}`;
        expect(JSON.parse(rewritten(text))).toEqual(JSON.parse(text));
      },
    ),
    { numRuns: 500 },
  );
});
