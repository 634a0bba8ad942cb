import { describe, expect, test } from 'vitest';
import { startModelServer } from '../../test/start-model-server.ts';
import type { Reply } from './reply.ts';

const messages = [{ role: 'user', content: 'Hi' }];

const hello: Reply = async function* hello() {
  yield 'Hello';
  yield ', caller.';
  return { usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } };
};

function eventsOf(text: string): unknown[] {
  return text
    .split('\n\n')
    .filter(Boolean)
    .map((event) =>
      event === 'data: [DONE]' ? '[DONE]' : JSON.parse(event.slice('data: '.length)),
    );
}

describe('an answer', () => {
  test('streams the role, the content, the finish reason, the usage when asked, and [DONE]', async () => {
    await using server = await startModelServer(hello);
    const response = await server.post({
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const events = eventsOf(await response.text());
    const delta = (part: object, finishReason: string | null = null): object =>
      expect.objectContaining({
        object: 'chat.completion.chunk',
        model: 'mine',
        choices: [{ index: 0, delta: part, logprobs: null, finish_reason: finishReason }],
        usage: null,
      });
    expect(events).toEqual([
      delta({ role: 'assistant', content: '' }),
      delta({ content: 'Hello' }),
      delta({ content: ', caller.' }),
      delta({}, 'stop'),
      expect.objectContaining({
        choices: [],
        usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
      }),
      '[DONE]',
    ]);
  });

  test('has no usage chunk when none was asked for', async () => {
    await using server = await startModelServer(hello);
    const text = await (await server.post({ messages, stream: true })).text();
    expect(text).not.toContain('usage');
  });

  test('is one JSON object when no stream was asked for', async () => {
    await using server = await startModelServer(hello);
    const response = await server.post({ model: 'mine', messages });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({
      object: 'chat.completion',
      model: 'mine',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello, caller.' },
          finish_reason: 'stop',
        },
      ],
      usage: { total_tokens: 3 },
    });
  });

  test.each([true, false])('carries a tool call (stream: %s)', async (stream) => {
    await using server = await startModelServer(async function* callTool() {
      yield { toolCall: { name: 'look_up', arguments: { city: 'Oslo' } } };
    });
    const response = await server.post({ messages, stream });
    const text = await response.text();
    expect(text).toContain(String.raw`"arguments":"{\"city\":\"Oslo\"}"`);
    expect(text).toContain('"finish_reason":"tool_calls"');
    expect(text).toContain('"content":null');
  });

  test('is the same on /chat/completions without /v1', async () => {
    await using server = await startModelServer(hello);
    const response = await fetch(`${server.url}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ messages }),
    });
    expect(response.status).toBe(200);
  });
});

describe('a reply', () => {
  test('is aborted and returned when the caller leaves', async () => {
    const ended = Promise.withResolvers<string>();
    await using server = await startModelServer(async function* endless(_request, { signal }) {
      try {
        yield 'one';
        await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('left')));
        });
      } finally {
        ended.resolve(signal.aborted ? 'returned' : 'ended by itself');
      }
    });
    const caller = new AbortController();
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ messages, stream: true }),
      signal: caller.signal,
    });
    await response.body?.getReader().read();
    caller.abort();
    expect(await ended.promise).toBe('returned');
    expect(server.errors).toEqual([]);
  });

  test('is not asked for more than a slow caller can take', async () => {
    let yielded = 0;
    const stuck = Promise.withResolvers<void>();
    const left = Promise.withResolvers<number>();
    await using server = await startModelServer(async function* flood() {
      try {
        for (; yielded < 1_000; yielded += 1) {
          if (yielded === 1) stuck.resolve();
          yield 'x'.repeat(1_048_576);
        }
      } finally {
        left.resolve(yielded);
      }
    });
    const caller = new AbortController();
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ messages, stream: true }),
      signal: caller.signal,
    });
    expect(response.status).toBe(200);
    await stuck.promise;
    caller.abort();
    // What fits the sockets' buffers is a few megabytes; all of it would be a thousand.
    expect(await left.promise).toBeLessThan(100);
  });

  test('that fails before its first part is a 500 without the reason', async () => {
    // oxlint-disable-next-line require-yield -- it fails before it could.
    await using server = await startModelServer(async function* broken() {
      throw new Error('private detail');
    });
    const response = await server.post({ messages, stream: true });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('private detail');
    expect(server.errors).toHaveLength(1);
  });

  test('that fails in the middle ends the stream with an error and no [DONE]', async () => {
    await using server = await startModelServer(async function* broken() {
      yield 'Half';
      throw new Error('private detail');
    });
    const text = await (await server.post({ messages, stream: true })).text();
    expect(eventsOf(text).at(-1)).toEqual({
      error: {
        message: 'The model failed to answer this request.',
        type: 'server_error',
        param: null,
        code: 'model_failed',
      },
    });
  });
});

describe('a credential', () => {
  const key = 'k-1234567890';
  test.each([
    ['x-api-key', { 'x-api-key': key }, 200],
    ['x-api-key', { authorization: `Bearer ${key}` }, 401],
    ['x-api-key', { 'x-api-key': 'wrong' }, 401],
    ['x-api-key', {}, 401],
    ['bearer', { authorization: `bearer ${key}` }, 200],
    ['bearer', { 'x-api-key': key }, 401],
    ['bearer', { authorization: key }, 401],
    ['either', { 'x-api-key': key }, 200],
    ['either', { authorization: `Bearer ${key}` }, 200],
  ] as const)('by %s with %j answers %i', async (method, headers, status) => {
    await using server = await startModelServer(hello, { auth: { method, credential: key } });
    const response = await server.post({ messages }, { ...headers });
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain(key);
  });

  test('is asked for on the list of models too', async () => {
    await using server = await startModelServer(hello, {
      auth: { method: 'bearer', credential: key },
    });
    expect((await fetch(`${server.url}/v1/models`)).status).toBe(401);
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${server.url}/v1/models`, { headers });
    expect(await response.json()).toMatchObject({ object: 'list', data: [{ id: 'mine' }] });
  });
});

describe('a bad request', () => {
  test.each([
    ['{', 400, 'invalid_json', null],
    ['[]', 400, 'invalid_request', null],
    [{}, 400, 'invalid_request', 'messages'],
    [{ messages: 'hi' }, 400, 'invalid_request', 'messages'],
    [{ messages, model: 'other' }, 404, 'model_not_found', 'model'],
    ['['.repeat(70), 400, 'json_too_deep', null],
    [
      { messages: [{ role: 'user', content: 'x'.repeat(2_100_000) }] },
      413,
      'request_too_large',
      null,
    ],
  ])('%.40j answers %i %s', async (body, status, code, param) => {
    await using server = await startModelServer(hello);
    const response = await server.post(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      error: { message: expect.any(String), type: 'invalid_request_error', code, param },
    });
  });

  test('by another method answers 405 with the one to use', async () => {
    await using server = await startModelServer(hello);
    const response = await fetch(`${server.url}/v1/chat/completions`);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect((await fetch(`${server.url}/v1/models`, { method: 'POST' })).status).toBe(405);
  });

  test('to another path answers 404', async () => {
    await using server = await startModelServer(hello);
    expect((await fetch(`${server.url}/v2`)).status).toBe(404);
  });
});
