import { request, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { HandClock } from '../../test/hand-clock.ts';
import { startModelServer } from '../../test/start-model-server.ts';
import { createModelServer } from './model-server.ts';
import { Refusal } from './refusal.ts';
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

function deltasOf(text: string): unknown[] {
  return eventsOf(text)
    .filter((event) => event !== '[DONE]')
    .map((event) => (event as { choices: { delta: unknown }[] }).choices[0]?.delta);
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

  test('has no usage at all where the reply gives none', async () => {
    await using server = await startModelServer(async function* uncounted() {
      yield 'Hello';
    });
    const asked = { messages, stream: true, stream_options: { include_usage: true } };
    const events = eventsOf(await (await server.post(asked)).text());
    expect(events).toHaveLength(4);
    expect(events.slice(0, 3)).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ usage: null })),
    );
    expect(await (await server.post({ messages })).json()).not.toHaveProperty('usage');
  });

  test('gives the same id and time in every chunk', async () => {
    await using server = await startModelServer(hello);
    const text = await (await server.post({ messages, stream: true })).text();
    expect(new Set(text.match(/"id":"chatcmpl-[^"]*"/g)).size).toBe(1);
    expect(new Set(text.match(/"created":\d+/g)).size).toBe(1);
  });

  test('of no words is an empty text that has ended', async () => {
    // oxlint-disable-next-line require-yield -- It has nothing to say.
    await using server = await startModelServer(async function* silent() {
      return {};
    });
    expect(deltasOf(await (await server.post({ messages, stream: true })).text())).toEqual([
      { role: 'assistant', content: '' },
      {},
    ]);
    expect(await (await server.post({ messages })).json()).toMatchObject({
      choices: [{ message: { content: '' }, finish_reason: 'stop' }],
    });
  });

  test('streams a tool call as OpenAI does: its name first, then its arguments in pieces', async () => {
    async function* pieces(): AsyncGenerator<string> {
      yield '{"city":';
      yield '"Oslo"}';
    }
    await using server = await startModelServer(async function* callTools() {
      yield { toolCall: { id: 'call_1', name: 'look_up', arguments: pieces() } };
      yield { toolCall: { id: 'call_2', name: 'book', arguments: { seats: 2 } } };
      yield { toolCall: { id: 'call_3', name: 'pay', arguments: '{}' } };
    });
    const begin = (index: number, id: string, name: string): object => ({
      tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }],
    });
    const go = (index: number, text: string): object => ({
      tool_calls: [{ index, function: { arguments: text } }],
    });
    const text = await (await server.post({ messages, stream: true })).text();
    expect(deltasOf(text)).toEqual([
      { role: 'assistant', content: null },
      begin(0, 'call_1', 'look_up'),
      go(0, '{"city":'),
      go(0, '"Oslo"}'),
      begin(1, 'call_2', 'book'),
      go(1, '{"seats":2}'),
      begin(2, 'call_3', 'pay'),
      go(2, '{}'),
      {},
    ]);
    expect(text).toContain('"finish_reason":"tool_calls"');
    expect(await (await server.post({ messages })).json()).toMatchObject({
      choices: [{ message: { content: null, tool_calls: [{}, {}, {}] } }],
    });
  });

  test('carries reasoning beside the text', async () => {
    await using server = await startModelServer(async function* thoughtful() {
      yield { reasoning: 'A greeting. ' };
      yield { reasoning: 'Greet back.' };
      yield 'Hello';
    });
    const text = await (await server.post({ messages, stream: true })).text();
    expect(deltasOf(text)).toEqual([
      { role: 'assistant', content: null },
      { reasoning_content: 'A greeting. ' },
      { reasoning_content: 'Greet back.' },
      { content: 'Hello' },
      {},
    ]);
    expect(await (await server.post({ messages })).json()).toMatchObject({
      choices: [{ message: { content: 'Hello', reasoning_content: 'A greeting. Greet back.' } }],
    });
  });

  test('says the finish reason and the usage that the reply gives', async () => {
    await using server = await startModelServer(async function* filtered() {
      yield { usage: { prompt_tokens: 9, completion_tokens: 0, total_tokens: 9 } };
      yield 'Hm';
      yield { usage: { prompt_tokens: 9, completion_tokens: 1, total_tokens: 10 } };
      return { finishReason: 'content_filter' };
    });
    expect(await (await server.post({ messages })).json()).toMatchObject({
      choices: [{ finish_reason: 'content_filter' }],
      usage: { total_tokens: 10 },
    });
  });

  test('never has half a character in a chunk', async () => {
    await using server = await startModelServer(async function* careless() {
      for (const unit of '👋🏽ö'.split('')) yield unit;
      yield '👋'.slice(0, 1);
    });
    const text = await (await server.post({ messages, stream: true })).text();
    expect(deltasOf(text)).toEqual([
      { role: 'assistant', content: '' },
      { content: '👋' },
      { content: '🏽' },
      { content: 'ö' },
      // What the reply itself never finished is the reply's to answer for.
      { content: '\ud83d' },
      {},
    ]);
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

describe('a stop text', () => {
  const count: Reply = async function* count() {
    for (const piece of ['one t', 'wo th', 'ree', ' four', ' five']) {
      yield { usage: { prompt_tokens: 1, completion_tokens: 9, total_tokens: 10 } };
      yield piece;
    }
    return { finishReason: 'length' };
  };

  test.each([
    ['three', 'one two ', 'stop'],
    [['five', 'two'], 'one ', 'stop'],
    ['six', 'one two three four five', 'length'],
    [['', null].slice(0, 1), 'one two three four five', 'length'],
    [null, 'one two three four five', 'length'],
  ])('%j leaves "%s" and the finish reason %s', async (stop, said, finishReason) => {
    await using server = await startModelServer(count);
    expect(await (await server.post({ messages, stop })).json()).toMatchObject({
      choices: [{ message: { content: said }, finish_reason: finishReason }],
      usage: { total_tokens: 10 },
    });
    const text = await (await server.post({ messages, stop, stream: true })).text();
    const spoken = deltasOf(text).map((delta) => (delta as { content?: string }).content ?? '');
    expect(spoken.join('')).toBe(said);
    expect(text).toContain(`"finish_reason":"${finishReason}"`);
    expect(text).toMatch(/data: \[DONE\]\n\n$/);
  });

  test('ends the reply, whose signal aborts', async () => {
    const returned = Promise.withResolvers<boolean>();
    await using server = await startModelServer(async function* endless(_request, { signal }) {
      try {
        for (;;) yield 'again and ';
      } finally {
        returned.resolve(signal.aborted);
      }
    });
    const response = await server.post({ messages, stop: 'and again' });
    expect(await response.text()).toContain('"content":"again "');
    expect(await returned.promise).toBe(true);
  });

  test('is not looked for in what a reply says before a tool call', async () => {
    await using server = await startModelServer(async function* callTool() {
      yield 'Let me look EN';
      yield { toolCall: { name: 'look_up', arguments: {} } };
      yield 'D';
    });
    expect(await (await server.post({ messages, stop: 'END' })).json()).toMatchObject({
      choices: [{ message: { content: 'Let me look END' }, finish_reason: 'tool_calls' }],
    });
  });

  test('that breaks the reply on its way out spoils no answer, and is told', async () => {
    await using server = await startModelServer(async function* untidy() {
      try {
        for (;;) yield 'word ';
      } finally {
        // oxlint-disable-next-line no-unsafe-finally -- What a reply does badly is the point.
        throw new Error('untidy');
      }
    });
    const response = await server.post({ messages, stop: 'word word' });
    expect(await response.json()).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
    expect(server.errors).toEqual([new Error('untidy')]);
  });
});

describe('a limit of tokens', () => {
  const seen: (number | undefined)[] = [];
  const count: Reply = async function* count(_request, { maxTokens }) {
    seen.push(maxTokens);
    yield { reasoning: 'Hm ' };
    for (const word of ['one ', 'two ', 'three ']) yield word;
    yield { toolCall: { name: 'add', arguments: { first: 1 } } };
  };
  const countTokens = (text: string): number => text.split(/\s+/).filter(Boolean).length;

  test.each([
    [{ max_tokens: 3 }, 'one two ', 'length'],
    [{ max_completion_tokens: 2, max_tokens: 9 }, 'one ', 'length'],
    [{ max_tokens: 5 }, 'one two three ', 'tool_calls'],
    [{ max_tokens: null }, 'one two three ', 'tool_calls'],
  ])('%j is kept by whoever counts', async (limit, said, finishReason) => {
    await using server = await startModelServer(count, { countTokens });
    expect(await (await server.post({ messages, ...limit })).json()).toMatchObject({
      choices: [{ message: { content: said }, finish_reason: finishReason }],
    });
  });

  test('is the reply’s to keep where the kit can’t count', async () => {
    seen.length = 0;
    await using server = await startModelServer(count);
    expect(await (await server.post({ messages, max_tokens: 1 })).json()).toMatchObject({
      choices: [{ message: { content: 'one two three ' }, finish_reason: 'tool_calls' }],
    });
    await server.post({ messages });
    expect(seen).toEqual([1, undefined]);
  });
});

describe('silence', () => {
  const quiet = (speak: Promise<void>): Reply =>
    async function* quiet() {
      yield 'Well';
      await speak;
      yield '.';
    };

  test('is filled with a comment every 15 seconds, which is no event', async () => {
    const clock = new HandClock();
    const speak = Promise.withResolvers<void>();
    await using server = await startModelServer(quiet(speak.promise), { clock });
    const response = await server.post({ messages, stream: true });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const readUntil = async (end: string): Promise<void> => {
      while (!text.endsWith(end)) {
        const { value = '', done } = (await reader?.read()) ?? { done: true };
        if (done) throw new Error(`Ended before ${end}: ${text}`);
        text += value;
      }
    };
    await readUntil('"Well"},"logprobs":null,"finish_reason":null}]}\n\n');
    clock.advance(14_999);
    clock.advance(1);
    await readUntil(': keep-alive\n');
    clock.advance(15_000);
    await readUntil(': keep-alive\n: keep-alive\n');
    speak.resolve();
    await readUntil('data: [DONE]\n\n');
    expect(text.match(/: keep-alive/g)).toHaveLength(2);
    expect(text).not.toContain(': keep-alive\n\n');
    expect(clock.waiting).toBe(0);
  });

  test('before the first word begins the stream, so that a later refusal is its last event', async () => {
    const clock = new HandClock();
    const asked = Promise.withResolvers<void>();
    const speak = Promise.withResolvers<void>();
    await using server = await startModelServer(
      // oxlint-disable-next-line require-yield -- It refuses before it could.
      async function* late() {
        asked.resolve();
        await speak.promise;
        throw new Refusal(503, 'model_loading', 'The model is still loading.');
      },
      { clock },
    );
    const answered = server.post({ messages, stream: true });
    await asked.promise;
    clock.advance(15_000);
    const response = await answered;
    expect(response.status).toBe(200);
    speak.resolve();
    expect(await response.text()).toBe(
      ': keep-alive\ndata: {"error":{"message":"The model is still loading.","type":"server_error","param":null,"code":"model_loading"}}\n\n',
    );
    expect(clock.waiting).toBe(0);
  });

  test('of a caller that takes nothing for two minutes ends its connection', async () => {
    const clock = new HandClock();
    const returned = new AbortController();
    await using server = await startModelServer(
      async function* flood() {
        try {
          for (;;) yield 'x'.repeat(1_048_576);
        } finally {
          returned.abort();
        }
      },
      { clock },
    );
    const response = await server.post({ messages, stream: true });
    // Nobody reads, so that the sockets fill; from then on the clock is all that moves.
    while (!returned.signal.aborted) {
      clock.advance(15_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect(response.text()).rejects.toThrow('terminated');
    expect(server.errors).toEqual([]);
    expect(clock.waiting).toBe(0);
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
    [{ messages: [] }, 400, 'invalid_request', 'messages'],
    [{ messages, model: 'other' }, 404, 'model_not_found', 'model'],
    [{ messages, model: '' }, 404, 'model_not_found', 'model'],
    [{ messages, n: 2 }, 400, 'unsupported_value', 'n'],
    [{ messages, stop: 1 }, 400, 'invalid_request', 'stop'],
    [{ messages, stop: [1] }, 400, 'invalid_request', 'stop'],
    [{ messages, max_tokens: 0 }, 400, 'invalid_request', 'max_tokens'],
    [{ messages, max_completion_tokens: '9' }, 400, 'invalid_request', 'max_completion_tokens'],
    [{ messages, stream_options: true }, 400, 'invalid_request', 'stream_options'],
    [{ messages, tools: {} }, 400, 'invalid_request', 'tools'],
    [{ messages, tools: [null] }, 400, 'invalid_request', 'tools[0]'],
    [{ messages, tools: [{ function: {} }] }, 400, 'invalid_request', 'tools[0].function'],
    [{ messages, functions: [] }, 400, 'unsupported_parameter', 'functions'],
    [{ messages, function_call: 'auto' }, 400, 'unsupported_parameter', 'function_call'],
    [
      { messages, response_format: { type: 'json_object' } },
      400,
      'unsupported_parameter',
      'response_format',
    ],
    [{ messages, response_format: 'json' }, 400, 'invalid_request', 'response_format'],
    [{ messages: [{ role: 'user', content: 7 }] }, 400, 'invalid_request', 'messages[0].content'],
    [
      { messages: [{ role: 'user', content: [null] }] },
      400,
      'invalid_request',
      'messages[0].content[0]',
    ],
    [
      { messages: [{ role: 'user', content: [{ type: 'text' }] }] },
      400,
      'invalid_request',
      'messages[0].content[0].text',
    ],
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

  test('too large by its own word is refused before it is read', async () => {
    await using server = await startModelServer(hello);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const call = request(`${server.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-length': 3_000_000 },
      });
      call.on('response', resolve).on('error', reject);
      call.write('{');
    });
    expect(response.statusCode).toBe(413);
    response.destroy();
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

describe('a request', () => {
  test.each([
    [{ 'content-type': 'text/plain' }, {}],
    [{}, { top_k: 4, store: true, metadata: { call: '1' }, tools: [], tool_choice: 'none' }],
    [
      {},
      {
        model: null,
        stream: null,
        stream_options: null,
        n: null,
        stop: null,
        max_tokens: null,
        max_completion_tokens: null,
        tools: null,
        functions: null,
        function_call: null,
        response_format: null,
        temperature: null,
      },
    ],
    [{}, { n: 1, response_format: { type: 'text' } }],
    [
      {},
      {
        messages: [
          { role: 'assistant', content: 'Welcome.' },
          { role: 'developer', content: 'Be brief.' },
          { role: 'system', content: 'Be kind.' },
          { role: 'user', content: '' },
          { role: 'user', content: [{ type: 'text', text: 'Look' }, { type: 'image_url' }] },
          { role: 'assistant', content: null, tool_calls: [] },
          { role: 'tool', tool_call_id: 'call_1', content: 'sunny' },
          { role: 'user' },
        ],
      },
    ],
  ])('with %j and %.60j is answered', async (headers, fields) => {
    await using server = await startModelServer(hello);
    const response = await server.post({ messages, ...fields }, { ...headers });
    expect(await response.json()).toMatchObject({
      choices: [{ message: { content: 'Hello, caller.' } }],
    });
  });

  test('for an output format is answered by a server that keeps to it', async () => {
    await using server = await startModelServer(hello, { structuredOutput: true });
    const response = await server.post({ messages, response_format: { type: 'json_object' } });
    expect(response.status).toBe(200);
  });

  test('is told to the reply with the model, the limit and an id that the answer carries', async () => {
    let seen: object = {};
    await using server = await startModelServer(
      async function* look(_request, { signal: _signal, ...context }) {
        seen = context;
        yield 'Hello';
      },
      { models: ['mine', 'other'] },
    );
    const response = await server.post({ messages, model: 'other', max_tokens: 5 });
    expect(seen).toEqual({
      model: 'other',
      maxTokens: 5,
      requestId: response.headers.get('x-request-id'),
    });
  });
});

describe('a server', () => {
  test.each([
    [{ auth: { method: 'bearer', credential: '' } }, /auth\.credential/],
    [{ auth: { method: 'x-api-key', credential: undefined } }, /auth\.credential/],
    [{ models: [] }, /models/],
    [{ basePath: 'llm/' }, /basePath/],
  ])('of %j does not come to be', (wrong, message) => {
    const options = { auth: { method: 'none' }, models: ['mine'], reply: hello, ...wrong };
    // Holds: it is what JavaScript could pass, which is the point.
    expect(() => createModelServer(options as never)).toThrow(message);
  });

  test('whose onError is broken itself answers all the same', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    await using server = await startModelServer(
      // oxlint-disable-next-line require-yield -- It fails before it could.
      async function* broken() {
        throw new Error('private detail');
      },
      {
        onError: () => {
          throw new Error('no log');
        },
      },
    );
    expect((await server.post({ messages })).status).toBe(500);
    expect(log).toHaveBeenCalledOnce();
    log.mockRestore();
  });

  test('takes a reply that is any async iterable', async () => {
    await using server = await startModelServer(() => Readable.from(['Hel', 'lo']));
    expect(await (await server.post({ messages })).text()).toContain('"content":"Hello"');
  });

  test('fails an answer that is not made of the parts a reply may yield', async () => {
    await using server = await startModelServer(async function* wrong() {
      yield 7 as never;
    });
    expect((await server.post({ messages })).status).toBe(500);
    expect(String(server.errors[0])).toContain('not 7');
  });
});
