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
  const read = readJson(Buffer.from(text), depthMax);
  if (read === null) throw new Error('too deep');
  // Holds: the tests read objects.
  return String(writeJson(change(read.value as Record<string, unknown>), read.source));
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

test('characters of several bytes are read and sent as they are, also those that look like JSON’s', () => {
  // Their last bytes are those of a quote, a brace and a bracket in Latin-1's upper half.
  const message = `{"role":"user","content":"¢ûÛ \u{1f600} ${long} 語"}`;
  expect(
    rewritten(`{"messages":[${message}, ${message}],"user":"Zoë"}`, (value) => ({
      ...value,
      user: 'Ægir',
    })),
  ).toBe(`{"messages":[${message}, ${message}],"user":"Ægir"}`);
});

test('a message left out between two others, or put elsewhere, leaves no trace of itself', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(
    (name) => `{"role":"user","name":"${name}","pad":"${long}"}`,
  );
  const change = (order: readonly number[]) =>
    rewritten(`{"messages":[${a} , ${b},${c}]}`, ({ messages }) => ({
      // Holds: it is a list.
      messages: order.map((place) => (messages as object[])[place]),
    }));
  expect(change([0, 2])).toBe(`{"messages":[${a},${c}]}`);
  expect(change([2, 1, 0])).toBe(`{"messages":[${c},${b},${a}]}`);
  expect(change([0, 0, 1])).toBe(`{"messages":[${a},${a} , ${b}]}`);
});

test('a number between two messages of the source is not taken for what stands between parts', () => {
  const part = `{"pad":"${long}"}`;
  expect(
    rewritten(`{"messages":[${part},1,${part}]}`, ({ messages }) => ({
      // Holds: it is a list.
      messages: (messages as unknown[]).filter((one) => typeof one === 'object'),
    })),
  ).toBe(`{"messages":[${part},${part}]}`);
});

test('what is not UTF-8 is sent as it was read', () => {
  const bytes = Buffer.concat([
    Buffer.from(`{"messages":[{"role":"user","content":"${long}`),
    Buffer.from([0xc3, 0x28]),
    Buffer.from('"}]}'),
  ]);
  const read = readJson(bytes, depthMax);
  expect(read?.source).toBeNull();
  // Holds: the test reads an object.
  expect(writeJson(read?.value as Record<string, unknown>, null)).toContain(`${long}\u{fffd}(`);
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
  const reads = (text: string): boolean => readJson(Buffer.from(text), depthMax) !== null;
  expect(reads(`${'['.repeat(64)}${']'.repeat(64)}`)).toBe(true);
  expect(reads(`${'['.repeat(65)}${']'.repeat(65)}`)).toBe(false);
  expect(reads(`"${'['.repeat(65)}\\"${'{'.repeat(65)}"`)).toBe(true);
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
