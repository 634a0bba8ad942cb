import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import {
  arePlain,
  hasRole,
  readPlainRequest,
  withFirst,
  writePlainRequest,
} from './plain-messages.ts';

const depthMax = 64;
const pad = 'x'.repeat(1_100);
const message = `{"role":"user","content":"${pad}"}`;

function read(text: string | Buffer): ChatCompletionRequest | null {
  // Holds: what it reads is a request.
  return readPlainRequest(Buffer.from(text), depthMax) as ChatCompletionRequest | null;
}

function needRead(text: string): ChatCompletionRequest {
  const request = read(text);
  if (request === null) throw new Error('not plain');
  return request;
}

function written(request: ChatCompletionRequest): string | undefined {
  return writePlainRequest(request)?.toString();
}

test('a conversation of texts is sent in its own characters, and is what JSON.parse makes of it', () => {
  const messages = String.raw`[ {"content" : "\u0041 \"quoted\\\" Zoë 語 ${pad}\n", "role":"assistant"} , ${message}
 ]`;
  const text = ` {"model" :"default","messages": ${messages} , "tools":[{"a":["]}",{}]}], "seed":7 } `;
  const request = needRead(text);
  expect(arePlain(request.messages)).toBe(true);
  expect(written({ ...request, model: 'gpt' })).toBe(
    `{"model":"gpt","tools":[{"a":["]}",{}]}],"seed":7,"messages":[${messages.slice(1, -1)}]}`,
  );
  expect(request).toEqual(JSON.parse(text));
});

test('one put before the others is sent before them, and is the first of the list', () => {
  const first = { role: 'system', content: 'Say “hello”.' } as const;
  const request = needRead(`{"messages":[${message},${message}]}`);
  const messages = withFirst(first, withFirst(first, request.messages));
  const opening = JSON.stringify(first);
  expect(written({ ...request, messages })).toBe(
    `{"messages":[${opening},${opening},${message},${message}]}`,
  );
  // A fallback is sent the same, with or without it.
  expect(written({ ...request, messages })).toBe(
    `{"messages":[${opening},${opening},${message},${message}]}`,
  );
  expect(written(request)).toBe(`{"messages":[${message},${message}]}`);
  expect(messages).toHaveLength(4);
  expect(messages[1]).toEqual(first);
  expect(request.messages).toHaveLength(2);
  expect(hasRole(messages, 'system')).toBe(true);
  expect(hasRole(request.messages, 'system', 'developer')).toBe(false);
  expect(hasRole(request.messages, 'developer', 'user')).toBe(true);
});

test('of a list that was built, and of one that is none of ours, the same is said', () => {
  const own = [{ role: 'developer', content: 'Hi' }];
  expect(arePlain(own)).toBe(false);
  expect(hasRole(own, 'developer')).toBe(true);
  expect(hasRole(own, 'system')).toBe(false);
  expect(withFirst({ role: 'system', content: 'Be brief.' }, own)).toEqual([
    { role: 'system', content: 'Be brief.' },
    ...own,
  ]);
  expect(writePlainRequest({ messages: own })).toBeNull();
});

test('the list is one to whoever looks at it, and nobody can change it', () => {
  const look = (): ChatCompletionRequest['messages'] =>
    needRead(`{"messages":[${message}]}`).messages;
  expect(Array.isArray(look())).toBe(true);
  expect(look()).toHaveLength(1);
  expect(0 in look()).toBe(true);
  expect(Object.keys(look())).toEqual(['0']);
  expect([...look(), null]).toHaveLength(2);
  expect(JSON.stringify(look())).toBe(`[${message}]`);
  expect(structuredClone([...look()])).toEqual([JSON.parse(message)]);
  expect(() => look().push({ role: 'user' })).toThrow(TypeError);
  expect(() => look().pop()).toThrow(TypeError);
});

describe('left to who builds everything', () => {
  test.each([
    ['a short text', '{"messages":[{"role":"user","content":"Hi"}]}'],
    ['a list', `[${message}]`],
    ['nothing behind it', `{"messages":[${message}]`],
    ['no messages', `{"messages":[],"pad":"${pad}"}`],
    ['messages that are no list', `{"messages":${message}}`],
    ['none at all', `{"pad":"${pad}"}`],
    ['two of that name', `{"messages":[${message}],"messages":[${message}]}`],
    ['a name with an escape', String.raw`{"messages":[${message}],"mess\u0061ges":[]}`],
    ['a comma too many', `{"messages":[${message},]}`],
    ['a colon that is none', `{"messages":[{"role","user","content":"${pad}"}]}`],
    ['a string that isn’t closed', `{"messages":[{"role":"user","content":"${pad}}]}`],
    ['an escape that is none', String.raw`{"messages":[{"role":"user","content":"\x ${pad}"}]}`],
    ['half of one', String.raw`{"messages":[{"role":"user","content":"\u00g0 ${pad}"}]}`],
    ['a line break in a string', `{"messages":[{"role":"user","content":"a\nb ${pad}"}]}`],
    ['a null byte', `{"messages":[{"role":"user","content":"a\0b ${pad}"}]}`],
    ['a role of its own', `{"messages":[{"role":"usher","content":"${pad}"}]}`],
    ['a tool’s result', `{"messages":[{"role":"tool","content":"${pad}"}]}`],
    ['a role twice', `{"messages":[{"role":"user","role":"system","content":"${pad}"}]}`],
    ['a content twice', `{"messages":[{"role":"user","content":"a","content":"${pad}"}]}`],
    ['no role', `{"messages":[${message},{"content":"Hi"}]}`],
    ['no content', `{"messages":[${message},{"role":"user"}]}`],
    ['more than a text', `{"messages":[${message},{"role":"user","content":"a","name":"b"}]}`],
    ['parts', `{"messages":[${message},{"role":"user","content":[]}]}`],
    ['null', `{"messages":[${message},null]}`],
    ['nothing in it', `{"messages":[${message},{}]}`],
    ['too deep beside it', `{"messages":[${message}],"a":${'['.repeat(64)}${']'.repeat(64)}}`],
  ])('%s', (_, text) => {
    expect(read(text)).toBeNull();
  });

  test('what isn’t UTF-8', () => {
    const [start, end] = `{"messages":[{"role":"user","content":"${pad} |"}]}`.split('|');
    expect(
      read(Buffer.concat([Buffer.from(start ?? ''), Buffer.of(0xff), Buffer.from(end ?? '')])),
    ).toBeNull();
  });
});

test('what isn’t JSON beside the messages is refused', () => {
  for (const text of [`{"messages":[${message}],"a":tru}`, `{"messages":[${message}]} x`]) {
    expect(() => read(text)).toThrow(SyntaxError);
  }
});

test('whatever is read is JSON, and says what JSON.parse says, wherever it stands in memory', () => {
  const plain = fc.record({
    role: fc.constantFrom('user', 'assistant', 'system', 'developer'),
    content: fc.string({ unit: 'binary', maxLength: 200 }),
  });
  const request = fc.record({
    model: fc.string(),
    messages: fc.array(plain, { minLength: 1, maxLength: 8 }),
    others: fc.jsonValue({ maxDepth: 3 }),
    pad: fc.constant(pad),
  });
  const edits = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 2 });
  let readAtAll = 0;
  fc.assert(
    fc.property(request, edits, fc.nat(3), fc.boolean(), (value, changes, offset, spaced) => {
      const text = Buffer.from(JSON.stringify(value, null, spaced ? ' ' : undefined));
      for (const [at, byte] of changes) text[at % text.length] = byte;
      const bytes = Buffer.alloc(text.length + offset).subarray(offset);
      text.copy(bytes);
      let built: unknown = null;
      try {
        built = JSON.parse(bytes.toString());
      } catch {
        // It isn't JSON, and must not be read as any.
      }
      let found: unknown = null;
      try {
        found = readPlainRequest(bytes, depthMax);
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
        expect(built).toBeNull();
      }
      if (found === null) return;
      readAtAll += 1;
      expect(built).not.toBeNull();
      // Holds: it is a request.
      const sent: unknown = JSON.parse(String(written(found as ChatCompletionRequest)));
      // A number too large for JavaScript is sent as null, as it is without this.
      expect(sent).toEqual(JSON.parse(JSON.stringify(built)));
      expect(JSON.stringify(found)).toBe(JSON.stringify(built));
    }),
    { numRuns: 1_000 },
  );
  expect(readAtAll).toBeGreaterThan(200);
});
