import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  helloCompletion,
  sayHello,
  sendJson,
  startFakeUpstream,
  type FakeUpstream,
} from './fake-upstream.ts';
import { hello, postTurn } from './post-turn.ts';
import {
  apiKeyAuth,
  choice,
  configOf,
  modelAt,
  startGateway,
  upstreamCredential,
  type StartedGateway,
} from './start-gateway.ts';

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

const tools = [
  {
    type: 'function',
    function: { name: 'book', description: 'Books', parameters: { type: 'object' }, strict: true },
  },
];

describe('what the caller sends', () => {
  test.each<[string, object]>([
    [
      'tools and their choice',
      {
        tools,
        tool_choice: { type: 'function', function: { name: 'book' } },
        parallel_tool_calls: false,
      },
    ],
    [
      'structured output',
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'x', strict: true, schema: { type: 'object' } },
        },
      },
    ],
    [
      'sampling',
      {
        temperature: 0,
        top_p: 0.5,
        frequency_penalty: -2,
        presence_penalty: 2,
        seed: 7,
        n: 1,
        logit_bias: { 50256: -100 },
        logprobs: true,
        top_logprobs: 3,
        stop: ['a', 'b'],
      },
    ],
    ['either token limit', { max_completion_tokens: 7 }],
    ['the older token limit', { max_tokens: 7 }],
    [
      'fields nobody knows',
      { x_new: { deep: [1, { two: null }] }, chat_template_kwargs: { enable_thinking: false } },
    ],
    ['nulls', { temperature: null, tools: null, user: null }],
    [
      'routing fields of other gateways, which change nothing',
      { api_base: 'http://evil.example', base_url: 'http://evil.example', host: 'evil.example' },
    ],
  ])('reaches the upstream as it is: %s', async (_, fields) => {
    await postTurn(gateway, { ...hello, ...fields });
    expect(upstream.seen.at(-1)?.body).toEqual({ ...hello, ...fields, model: 'upstream-model' });
  });

  test('in messages reaches the upstream as it is: images, tool calls and results, unknown parts', async () => {
    const messages = [
      { role: 'developer', content: 'Be brief', name: 'ops' },
      { role: 'assistant', content: 'Good morning' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
          { type: 'video', video: { x: 1 } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'book', arguments: '{"a":1}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'done' },
      { role: 'user', content: '"quotes" \\ \u2028 \u0000 wörld 👋', __extra: true },
    ];
    await postTurn(gateway, { messages });
    expect(upstream.seen.at(-1)?.body['messages']).toEqual(messages);
  });

  test('named __proto__ or constructor is data, and harms nobody', async () => {
    const body =
      '{"messages":[{"role":"user","content":"x","__proto__":{"admin":true}}],"__proto__":{"stream":true},"constructor":{"prototype":{"x":1}}}';
    expect((await postTurn(gateway, body)).status).toBe(200);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    expect(Object.hasOwn(upstream.seen.at(-1)?.body ?? {}, 'stream')).toBe(false);
  });
});

describe('the setting’s parameters', () => {
  const parameters = { temperature: 0.3, top_p: 0.9, max_tokens: 120, stop: ['\n'] };

  test('fill what the caller left out, and give way to what it sent', async () => {
    await using tuned = await startGateway(
      configOf([choice(modelAt(upstream.url), { parameters })]),
    );
    await postTurn(tuned, hello);
    expect(upstream.seen.at(-1)?.body).toEqual({
      ...hello,
      model: 'upstream-model',
      ...parameters,
    });
    await postTurn(tuned, { ...hello, temperature: 1, top_p: null, max_completion_tokens: 5 });
    expect(upstream.seen.at(-1)?.body).toEqual({
      ...hello,
      model: 'upstream-model',
      temperature: 1,
      top_p: 0.9,
      max_completion_tokens: 5,
      stop: ['\n'],
    });
  });

  test('that the model refuses are left out', async () => {
    const model = modelAt(upstream.url, { refusedParameters: ['temperature', 'top_p'] });
    await using tuned = await startGateway(configOf([choice(model, { parameters })]));
    await postTurn(tuned, hello);
    expect(upstream.seen.at(-1)?.body).toEqual({
      ...hello,
      model: 'upstream-model',
      max_tokens: 120,
      stop: ['\n'],
    });
  });

  test('come with the model’s own defaults, which give way to the caller too', async () => {
    const model = modelAt(upstream.url, { requestDefaults: { reasoning_effort: 'none' } });
    await using tuned = await startGateway(configOf([choice(model)]));
    await postTurn(tuned, hello);
    expect(upstream.seen.at(-1)?.body).toMatchObject({ reasoning_effort: 'none' });
    await postTurn(tuned, { ...hello, reasoning_effort: 'high' });
    expect(upstream.seen.at(-1)?.body).toMatchObject({ reasoning_effort: 'high' });
  });

  test('name the token limit as the provider wants it', async () => {
    const model = modelAt(upstream.url, { provider: 'openai' });
    await using tuned = await startGateway(configOf([choice(model, { parameters })]));
    await postTurn(tuned, hello);
    expect(upstream.seen.at(-1)?.body).toMatchObject({ max_completion_tokens: 120 });
    expect(upstream.seen.at(-1)?.body).not.toHaveProperty('max_tokens');
  });
});

describe('the agent’s instructions', () => {
  test('go first, unless the caller sends a system prompt of its own', async () => {
    await using told = await startGateway(
      configOf([choice(modelAt(upstream.url))], { instructions: 'You are the front desk.' }),
    );
    await postTurn(told, hello);
    expect(upstream.seen.at(-1)?.body['messages']).toEqual([
      { role: 'system', content: 'You are the front desk.' },
      ...hello.messages,
    ]);
    const own = [{ role: 'developer', content: 'Own' }, ...hello.messages];
    await postTurn(told, { messages: own });
    expect(upstream.seen.at(-1)?.body['messages']).toEqual(own);
  });

  test.each([
    ['messages[1].role', 'messages[0].role'],
    ['messages.12.content', 'messages.11.content'],
    ['messages[0].content', null],
    ['stop', 'stop'],
  ])('are not counted where an error names %s', async (param, told) => {
    upstream.answer = (response) => sendJson(response, { error: { message: 'No.', param } }, 400);
    const config = configOf([choice(modelAt(upstream.url))], { instructions: 'Be brief.' });
    await using gateway = await startGateway(config);
    const { error } = (await (await postTurn(gateway, hello)).json()) as { error: object };
    expect(error).toMatchObject({ param: told });
    const own = { messages: [{ role: 'system', content: 'Own' }, ...hello.messages] };
    const { error: same } = (await (await postTurn(gateway, own)).json()) as { error: object };
    expect(same).toMatchObject({ param });
  });
});

describe('the endpoint', () => {
  test.each([
    ['', '/v1/chat/completions'],
    ['/', '/v1/chat/completions'],
    ['/chat/completions', '/v1/chat/completions'],
    ['/chat/completions/', '/v1/chat/completions'],
    ['?api-version=2026-01-01', '/v1/chat/completions?api-version=2026-01-01'],
    ['/chat/completions?key=a%2Fb', '/v1/chat/completions?key=a%2Fb'],
  ])('given as …/v1%s is called at %s', async (suffix, path) => {
    await using placed = await startGateway(configOf([choice(modelAt(upstream.url + suffix))]));
    expect((await postTurn(placed, hello)).status).toBe(200);
    expect(upstream.seen.at(-1)).toMatchObject({ method: 'POST', path });
  });

  test('gets its credential as x-api-key, as a Bearer token, or none', async () => {
    const endpoint = { ready: true as const, baseUrl: upstream.url, trusted: true };
    for (const [auth, expected] of [
      [apiKeyAuth, { 'x-api-key': upstreamCredential }],
      [{ kind: 'none' as const }, {}],
    ] as const) {
      const model = modelAt(upstream.url, { endpoint: { ...endpoint, poolKey: auth.kind, auth } });
      await using placed = await startGateway(configOf([choice(model)]));
      await postTurn(placed, hello);
      const { authorization, 'x-api-key': apiKey } = upstream.seen.at(-1)?.headers ?? {};
      expect({
        ...(authorization ? { authorization } : {}),
        ...(apiKey ? { 'x-api-key': apiKey } : {}),
      }).toEqual(expected);
    }
  });

  test('without credentials yet answers with what is missing', async () => {
    const model = modelAt(upstream.url, {
      endpoint: {
        ready: false,
        reason: 'OpenAI has no API key yet. Give one on the Providers page.',
      },
    });
    await using unready = await startGateway(configOf([choice(model)]));
    const response = await postTurn(unready, hello);
    expect(response.status).toBe(502);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(await response.json()).toMatchObject({
      error: { code: 'provider_not_ready', message: expect.stringContaining('Providers page') },
    });
  });
});

describe('a whole answer', () => {
  test('is the upstream’s own bytes', async () => {
    const text =
      '{ "choices": [ {"index":0,"message":{"role":"assistant","content":"\\u00e9","new_field":1.0},"finish_reason":"eos_token"} ],\n "x": 1e3 }';
    upstream.answer = (response) => void response.writeHead(200).end(text);
    expect(await (await postTurn(gateway, hello)).text()).toBe(text);
  });
});

describe('an error of the upstream', () => {
  const openAiError = (code: string | null, message: string, param: string | null = null) => ({
    error: { message, type: 'invalid_request_error', param, code },
  });

  test.each<[string, number, object | string, number, string]>([
    [
      'its refusal of a field, in its own words',
      400,
      openAiError('unsupported_parameter', 'Unsupported parameter: x', 'x'),
      400,
      'unsupported_parameter',
    ],
    [
      'a context that is too long',
      400,
      openAiError('context_length_exceeded', 'too long'),
      400,
      'context_length_exceeded',
    ],
    ['a content filter', 400, openAiError('content_filter', 'filtered'), 400, 'content_filter'],
    [
      'FastAPI’s validation',
      422,
      { detail: [{ loc: ['body', 'user'], msg: 'Extra inputs' }] },
      400,
      'invalid_request',
    ],
    [
      'a refused credential',
      401,
      openAiError('invalid_api_key', 'Incorrect API key provided'),
      502,
      'provider_auth_failed',
    ],
    ['a forbidden account', 403, '{}', 502, 'provider_auth_failed'],
    [
      'an unknown model',
      404,
      openAiError('model_not_found', 'no such model'),
      502,
      'upstream_not_found',
    ],
    [
      'a rate limit',
      429,
      openAiError('rate_limit_exceeded', 'slow down'),
      429,
      'rate_limit_exceeded',
    ],
    [
      'an exhausted account',
      429,
      openAiError('insufficient_quota', 'pay'),
      429,
      'insufficient_quota',
    ],
    ['a crash', 500, 'Internal Server Error', 502, 'upstream_unavailable'],
    ['a gateway’s HTML page', 502, '<html>Bad gateway</html>', 502, 'upstream_unavailable'],
    ['overload', 503, { error: 'busy' }, 503, 'upstream_overloaded'],
    ['its own timeout', 504, '', 504, 'upstream_timeout'],
    ['a redirect, which is not followed', 307, '', 502, 'upstream_redirects'],
  ])('such as %s is told as OpenAI would', async (_, status, body, expected, code) => {
    upstream.answer = (response) => {
      response.setHeader('location', `${upstream.url}/elsewhere`);
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    const before = upstream.seen.length;
    for (const stream of [true, false]) {
      const response = await postTurn(gateway, { ...hello, stream });
      expect(response.status).toBe(expected);
      expect(await response.json()).toEqual({
        error: {
          message: expect.any(String),
          type: expect.any(String),
          param:
            body && typeof body === 'object' && code === 'unsupported_parameter'
              ? 'x'
              : code === 'context_length_exceeded'
                ? 'messages'
                : null,
          code,
        },
      });
    }
    expect(upstream.seen.length).toBe(before + 2);
  });

  test.each([
    ['ten thousand characters', 'x'.repeat(10_000)],
    ['line breaks', 'bad\r\n{"level":"fatal"}'],
    ['what steers a terminal', '\u001b[2Jbad'],
    ['what turns the writing round', 'bad\u202edab'],
    ['a number', 3230],
  ])('case 47: a code that is %s stands in no log, record or answer', async (_, code) => {
    await using own = await startGateway(configOf([choice(modelAt(upstream.url))]));
    upstream.answer = (response) =>
      void response.writeHead(400).end(JSON.stringify({ error: { message: 'No.', code } }));
    const answer = await postTurn(own, hello);
    expect(answer.status).toBe(400);
    const said = typeof code === 'number' ? String(code) : 'invalid_request';
    expect(await answer.json()).toMatchObject({ error: { message: 'No.', code: said } });
    expect(own.logs).toMatchObject([{ kind: 'invalid_request', code: said }]);
    expect(JSON.stringify([own.logs, own.records]).length).toBeLessThan(3_000);
  });

  test('passes Retry-After on', async () => {
    upstream.answer = (response) => {
      response.setHeader('retry-after', '7');
      sendJson(response, openAiError(null, 'slow'), 429);
    };
    const response = await postTurn(gateway, hello);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(response.headers.get('x-should-retry')).toBeNull();
  });

  test('case 16: that repeats our credential is told without it, to the caller and to the log', async () => {
    for (const status of [400, 401, 429, 500]) {
      upstream.answer = (response, { headers }) =>
        sendJson(response, openAiError('x', `You sent ${headers.authorization}`), status);
      const response = await postTurn(gateway, hello);
      expect(await response.text()).not.toContain(upstreamCredential);
    }
    upstream.answer = (response, { headers }) =>
      sendJson(response, {
        error: { message: `bad ${headers.authorization}`, code: headers.authorization },
      });
    expect(await (await postTurn(gateway, hello)).text()).not.toContain(upstreamCredential);
    expect(JSON.stringify(gateway.logs)).not.toContain(upstreamCredential);
    expect(JSON.stringify(gateway.logs)).toContain('[secret]');
  });

  test('when nothing listens there says so', async () => {
    await using gone = await startGateway(configOf([choice(modelAt('http://127.0.0.1:1/v1'))]));
    const response = await postTurn(gone, hello);
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      error: { code: 'upstream_unavailable', message: expect.stringContaining('refused') },
    });
  });

  test('never stops the next turn', async () => {
    upstream.answer = (response) => void response.socket?.resetAndDestroy();
    expect((await postTurn(gateway, hello)).status).toBe(502);
    upstream.answer = (response) => sendJson(response, helloCompletion);
    expect((await postTurn(gateway, hello)).status).toBe(200);
  });
});
