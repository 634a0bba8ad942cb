import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRequest } from './check-request.ts';

const messages = [{ role: 'user', content: 'Hello' }];

test.each([
  ['no object', 'text', 'The request body must be a JSON object.', null],
  ['null', null, 'The request body must be a JSON object.', null],
  ['an array', [{ messages }], 'The request body must be a JSON object.', null],
  ['no messages', {}, "Missing required parameter: 'messages'.", 'messages'],
  ['messages null', { messages: null }, "Missing required parameter: 'messages'.", 'messages'],
  [
    'messages a string',
    { messages: 'Hi' },
    "'messages' must be an array, not a string.",
    'messages',
  ],
  [
    'messages an object',
    { messages: {} },
    "'messages' must be an array, not an object.",
    'messages',
  ],
  ['messages empty', { messages: [] }, "'messages' must hold at least one message.", 'messages'],
  ['a message a string', { messages: ['Hi'] }, "'messages[0]' must be an object.", 'messages[0]'],
  ['a message null', { messages: [null] }, "'messages[0]' must be an object.", 'messages[0]'],
  [
    'a message an array',
    { messages: [...messages, []] },
    "'messages[1]' must be an object.",
    'messages[1]',
  ],
  [
    'no role',
    { messages: [{ content: 'Hi' }] },
    "'messages[0].role' must be a string.",
    'messages[0].role',
  ],
  [
    'role empty',
    { messages: [{ role: '' }] },
    "'messages[0].role' must be a string.",
    'messages[0].role',
  ],
  [
    'role a number',
    { messages: [...messages, { role: 1 }] },
    "'messages[1].role' must be a string.",
    'messages[1].role',
  ],
  [
    'stream a string',
    { messages, stream: 'true' },
    "'stream' must be true or false, not a string.",
    'stream',
  ],
  [
    'stream a number',
    { messages, stream: 1 },
    "'stream' must be true or false, not a number.",
    'stream',
  ],
  [
    'stream an object',
    { messages, stream: {} },
    "'stream' must be true or false, not an object.",
    'stream',
  ],
  ['model a number', { messages, model: 4 }, "'model' must be a string, not a number.", 'model'],
  [
    'model an array',
    { messages, model: ['gpt-4o'] },
    "'model' must be a string, not an array.",
    'model',
  ],
  [
    'model a boolean',
    { messages, model: true },
    "'model' must be a string, not a boolean.",
    'model',
  ],
])('refuses and names the field: %s', (_name, body, message, param) => {
  expect(checkRequest(body)).toEqual({ ok: false, message, param });
});

describe('leaves to the upstream what only the upstream can judge', () => {
  test.each([
    ['the least there is', { messages }],
    ['null for what may be null', { messages, model: null, stream: null, temperature: null }],
    ['roles nobody has heard of', { messages: [{ role: 'narrator', content: 7 }] }],
    ['a message without content', { messages: [{ role: 'assistant', tool_calls: [] }] }],
    ['values out of range', { messages, temperature: 99, tools: 'none', n: -1 }],
    ['fields nobody has heard of', { messages, x_vendor: { deep: [1] } }],
  ])('%s', (_name, body) => {
    const check = checkRequest(body);
    expect(check).toEqual({ ok: true, request: body });
  });

  test('hands on the very body, fields named like JavaScript’s own included', () => {
    const body: unknown = JSON.parse(
      '{"messages":[{"role":"user"}],"__proto__":{"stream":"x"},"constructor":1}',
    );
    const check = checkRequest(body);
    expect(check.ok && check.request).toBe(body);
  });
});

test('never shows a value of the request in its message', () => {
  const secret = 'sk-very-secret';
  const body = fc.record(
    {
      messages: fc.oneof(
        fc.constant(secret),
        fc.constant([{ role: { secret } }]),
        fc.constant([secret]),
        fc.constant(messages),
      ),
      model: fc.constantFrom([secret], { secret }, null),
      stream: fc.constantFrom(secret, { secret }, true),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(body, (value) => {
      expect(JSON.stringify({ ...checkRequest(value), request: null })).not.toContain(secret);
    }),
  );
});
