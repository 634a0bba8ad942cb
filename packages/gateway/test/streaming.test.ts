import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  chunk,
  done,
  event,
  helloCompletion,
  helloEvents,
  sayHello,
  sendJson,
  sendStream,
  startFakeUpstream,
  type FakeUpstream,
} from './fake-upstream.ts';
import { eventsOf, hello, postTurn, textOf } from './post-turn.ts';
import { choice, configOf, modelAt, startGateway, type StartedGateway } from './start-gateway.ts';

let upstream: FakeUpstream;
let gateway: StartedGateway;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

beforeEach(() => {
  upstream.answer = sayHello;
});

const streamed = { ...hello, stream: true };

describe('a stream', () => {
  test('reaches the caller with the upstream’s own JSON, byte for byte', async () => {
    const response = await postTurn(gateway, streamed);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await response.text()).toBe(helloEvents.join(''));
  });

  test('case 51: cut at every byte reaches the caller whole', async () => {
    const bytes = Buffer.from(helloEvents.join(''));
    for (const size of [1, 2, 3, 7, 64]) {
      upstream.answer = async (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.socket?.setNoDelay(true);
        for (let at = 0; at < bytes.length; at += size) {
          await new Promise((resolve) => response.write(bytes.subarray(at, at + size), resolve));
        }
        response.end();
      };
      const response = await postTurn(gateway, streamed);
      expect(await response.text()).toBe(helloEvents.join(''));
    }
  });

  test('arrives token by token, not at the end', async () => {
    const gate = Promise.withResolvers<void>();
    upstream.answer = async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ role: 'assistant', content: '' }) + chunk({ content: 'First' }));
      await gate.promise;
      response.end(chunk({ content: ' second' }) + chunk({}, 'stop') + done);
    };
    const response = await postTurn(gateway, streamed);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(Buffer.from(first?.value ?? []).toString()).toContain('First');
    gate.resolve();
    await reader?.cancel();
  });

  test('begins with its first token, though the sentence is held until it is whole', async () => {
    const { promise: headed, resolve: goOn } = Promise.withResolvers<void>();
    await using slow = await startFakeUpstream(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ role: 'assistant', content: 'Good' }));
      await headed;
      response.end(chunk({ content: ' morning.' }) + chunk({}, 'stop') + done);
    });
    const failover = { continueAfterCut: true };
    await using held = await startGateway(configOf([choice(modelAt(slow.url))], { failover }));
    const response = await postTurn(held, streamed);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-jackfield-model')).toBe('byom/con_test');
    goOn();
    expect(textOf(await eventsOf(response))).toBe('Good morning.');
  });

  test.each<[string, string]>([
    ['CRLF line ends', helloEvents.join('').replaceAll('\n', '\r\n')],
    ['CR line ends', helloEvents.join('').replaceAll('\n', '\r')],
    ['no space after the colon', helloEvents.join('').replaceAll('data: ', 'data:')],
    ['comments between', helloEvents.join(': ping\n\n')],
    ['a byte order mark', `\uFEFF${helloEvents.join('')}`],
    ['empty heartbeats', helloEvents.join('data:\n\n')],
    ['a comment wrapped in data', helloEvents.join('data: : keepalive\n\n')],
    ['ping events', helloEvents.join('event: ping\ndata: {}\n\n')],
    ['event and id fields', helloEvents.map((text) => `event: message\nid: 7\n${text}`).join('')],
    ['no [DONE]', helloEvents.slice(0, -1).join('')],
    ['data after [DONE]', `${helloEvents.join('')}${chunk({ content: 'more' })}`],
  ])('with %s reaches the caller as the same clean events', async (_, bytes) => {
    upstream.answer = (response) => sendStream(response, bytes);
    const response = await postTurn(gateway, streamed);
    expect(await response.text()).toBe(helloEvents.join(''));
  });

  test.each(['text/plain', 'application/json', 'text/event-stream; charset=utf-8', ''])(
    'is known by its bytes under content type %j',
    async (type) => {
      upstream.answer = (response) => {
        response.writeHead(200, type === '' ? {} : { 'content-type': type });
        response.end(helloEvents.join(''));
      };
      expect(await (await postTurn(gateway, streamed)).text()).toBe(helloEvents.join(''));
    },
  );

  test('ends for the caller at [DONE] although the upstream keeps its socket open', async () => {
    upstream.answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(helloEvents.join(''));
    };
    expect(await (await postTurn(gateway, streamed)).text()).toBe(helloEvents.join(''));
  });

  test('carries a refusal, tool calls and unknown fields as they came', async () => {
    const events = [
      event({
        ...JSON.parse(chunk({ role: 'assistant', content: null }).slice(6)),
        obfuscation: 'xyz',
      }),
      chunk({
        tool_calls: [
          { index: 0, id: 'call_1', type: 'function', function: { name: 'book', arguments: '' } },
        ],
      }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"day":' } }] }),
      chunk({
        tool_calls: [{ index: 0, function: { arguments: '"Monday"}' } }],
        reasoning_content: 'hm',
      }),
      chunk({}, 'tool_calls'),
      event({
        id: 'chatcmpl-1',
        object: 'chat.completion.chunk',
        created: 1,
        model: 'm',
        choices: [],
        usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
      }),
      done,
    ].join('');
    upstream.answer = (response) => sendStream(response, events);
    expect(await (await postTurn(gateway, streamed)).text()).toBe(events);
    expect(gateway.records.at(-1)).toMatchObject({ promptTokens: 3, completionTokens: 5 });
  });
});

describe('an upstream that answers JSON although a stream was asked for', () => {
  test('still reaches the caller as a correct stream', async () => {
    upstream.answer = (response) => sendJson(response, helloCompletion);
    const events = await eventsOf(await postTurn(gateway, streamed));
    expect(textOf(events)).toBe('Hello, wörld 👋');
    expect(events[0]).toMatchObject({
      object: 'chat.completion.chunk',
      choices: [{ delta: { role: 'assistant' }, finish_reason: null }],
    });
    expect(events.at(-2)).toMatchObject({ choices: [{ delta: {}, finish_reason: 'stop' }] });
    expect(events.at(-1)).toBe('[DONE]');
    const ids = events.slice(0, -1).map((entry) => (entry as { id: string }).id);
    expect(new Set(ids)).toEqual(new Set(['chatcmpl-1']));
  });

  test('with usage, where the caller asked for it', async () => {
    upstream.answer = (response) => sendJson(response, helloCompletion);
    const response = await postTurn(gateway, {
      ...streamed,
      stream_options: { include_usage: true },
    });
    const events = await eventsOf(response);
    expect(events.at(-2)).toMatchObject({ choices: [], usage: { total_tokens: 13 } });
  });

  test('with tool calls', async () => {
    const calls = [
      { id: 'call_1', type: 'function', function: { name: 'a', arguments: '{}' } },
      { id: 'call_2', type: 'function', function: { name: 'b', arguments: '{"x":1}' } },
    ];
    upstream.answer = (response) =>
      sendJson(response, {
        ...helloCompletion,
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: null, tool_calls: calls },
            finish_reason: 'tool_calls',
          },
        ],
      });
    const events = await eventsOf(await postTurn(gateway, streamed));
    expect(JSON.stringify(events)).toContain('"arguments":"{\\"x\\":1}"');
    expect(events.at(-2)).toMatchObject({ choices: [{ finish_reason: 'tool_calls' }] });
  });
});

describe('an endpoint without streaming', () => {
  test('is asked for JSON, and its answer becomes a correct stream', async () => {
    await using plain = await startGateway(
      configOf([choice(modelAt(upstream.url, { streaming: false }))]),
    );
    const events = await eventsOf(
      await postTurn(plain, { ...streamed, stream_options: { include_usage: true } }),
    );
    expect(textOf(events)).toBe('Hello, wörld 👋');
    expect(upstream.seen.at(-1)?.body).not.toHaveProperty('stream');
    expect(upstream.seen.at(-1)?.body).not.toHaveProperty('stream_options');
  });
});

describe('an upstream that streams although JSON was asked for', () => {
  test('still reaches the caller as one completion', async () => {
    upstream.answer = (response) => sendStream(response, helloEvents.join(''));
    const response = await postTurn(gateway, hello);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({
      object: 'chat.completion',
      choices: [
        { message: { role: 'assistant', content: 'Hello, wörld 👋' }, finish_reason: 'stop' },
      ],
    });
  });

  test('is an error when its stream is cut', async () => {
    upstream.answer = (response) => sendStream(response, helloEvents.slice(0, 2).join(''));
    const response = await postTurn(gateway, hello);
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ error: { code: 'upstream_truncated' } });
  });
});

const begun = helloEvents.slice(0, 3).join('');

describe('case 52: a stream that does not end well is an error, never a quiet success', () => {
  test.each<[string, string, string]>([
    ['ends without a finish reason', begun, 'upstream_truncated'],
    ['says [DONE] without a finish reason', begun + done, 'upstream_truncated'],
    ['ends in the middle of an event', `${begun}data: {"choi`, 'upstream_truncated'],
    ['sends an event that is no JSON', `${begun}data: {"choices":\n\n`, 'upstream_malformed'],
    ['sends two JSON documents in one event', `${begun}data: {}{}\n\n`, 'upstream_malformed'],
    ['sends JSON that is no chunk', `${begun}data: {"text":"hi"}\n\n`, 'upstream_malformed'],
    ['sends choices that are null', `${begun}data: {"choices":null}\n\n`, 'upstream_malformed'],
    [
      'reports an error in its stream',
      `${begun}data: {"error":{"message":"out of memory"}}\n\n`,
      'upstream_unavailable',
    ],
    [
      'reports an error as a string',
      `${begun}data: {"error":"out of memory"}\n\n`,
      'upstream_unavailable',
    ],
    [
      'reports an error by event name',
      `${begun}event: error\ndata: {"message":"boom"}\n\n`,
      'upstream_unavailable',
    ],
    [
      'reports an error by an error line',
      `${begun}error: {"message":"boom"}\n\n`,
      'upstream_unavailable',
    ],
    [
      'reports an object of kind error',
      `${begun}data: {"object":"error","message":"boom"}\n\n`,
      'upstream_unavailable',
    ],
    [
      'sends one event of more than 1 MB',
      `${begun}data: ${'x'.repeat(1_100_000)}`,
      'upstream_too_large',
    ],
  ])('when it %s', async (_, bytes, code) => {
    const record = gateway.nextRecord();
    upstream.answer = (response) => sendStream(response, bytes);
    const response = await postTurn(gateway, streamed);
    // What comes in one read is judged as one: an error known before the head is sent is a status.
    if (response.status === 200) {
      const events = await eventsOf(response);
      expect(events.at(-1)).toMatchObject({
        error: { code, message: expect.any(String), type: 'server_error' },
      });
      expect(events).not.toContain('[DONE]');
    } else {
      expect(await response.json()).toMatchObject({ error: { code } });
    }
    expect(await record).toMatchObject({ outcome: 'failed', errorCode: code });
  });

  test('when its socket is reset in the middle', async () => {
    upstream.answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(begun, () => response.socket?.resetAndDestroy());
    };
    const events = await eventsOf(await postTurn(gateway, streamed));
    expect(textOf(events)).toBe('Hello, wörld 👋');
    expect(events.at(-1)).toMatchObject({ error: { code: 'upstream_unavailable' } });
  });

  test('and the tokens that came before the fault are delivered', async () => {
    const gate = Promise.withResolvers<void>();
    upstream.answer = async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(begun);
      await gate.promise;
      response.end(`${chunk({ content: ' and' })}data: {"error":{"message":"GPU lost"}}\n\n`);
    };
    const response = await postTurn(gateway, streamed);
    expect(response.status).toBe(200);
    gate.resolve();
    const events = await eventsOf(response);
    expect(textOf(events)).toBe('Hello, wörld 👋 and');
    expect(events.at(-1)).toMatchObject({ error: { code: 'upstream_unavailable' } });
  });
});

describe('case 51: an answer that is no chat completion', () => {
  test.each<[string, string, string]>([
    ['an HTML page', 'text/html', '<!doctype html><title>Sign in</title>'],
    ['an empty body', 'application/json', ''],
    ['JSON lines', 'application/json', '{"choices":[]}\n{"choices":[]}\n'],
    ['other JSON', 'application/json', '{"ok":true}'],
    ['choices that are null', 'application/json', '{"choices":null}'],
    ['no choice', 'application/json', '{"choices":[]}'],
    ['plain text', 'text/plain', 'OK'],
    ['an error with status 200', 'application/json', '{"error":"Unexpected endpoint"}'],
  ])('such as %s becomes a 502 for both kinds of caller', async (_, type, body) => {
    upstream.answer = (response) =>
      void response.writeHead(200, { 'content-type': type }).end(body);
    for (const stream of [true, false]) {
      const response = await postTurn(gateway, { ...hello, stream });
      expect(response.status).toBe(502);
      expect(await response.json()).toMatchObject({ error: { type: 'server_error' } });
    }
  });

  test('because it is compressed although it was not to be', async () => {
    upstream.answer = (response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end(Buffer.alloc(20));
    const response = await postTurn(gateway, streamed);
    expect(response.status).toBe(502);
    expect(upstream.seen.at(-1)?.headers['accept-encoding']).toBe('identity');
  });

  test('because it is larger than 16 MB', async () => {
    upstream.answer = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.on('error', () => undefined);
      response.end(`{"x":"${'x'.repeat(17_000_000)}"}`);
    };
    const response = await postTurn(gateway, hello);
    expect(await response.json()).toMatchObject({ error: { code: 'upstream_too_large' } });
  });
});
