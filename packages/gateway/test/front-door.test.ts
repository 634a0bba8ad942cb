import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeUpstream, type FakeUpstream } from './fake-upstream.ts';
import { HandClock } from './hand-clock.ts';
import { eventsOf, hello, postTurn } from './post-turn.ts';
import {
  agentKey,
  choice,
  configOf,
  modelAt,
  startGateway,
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

describe('keys', () => {
  test.each([
    ['a Bearer token', { authorization: `Bearer ${agentKey}` }],
    ['a bearer token in lower case', { authorization: `bearer ${agentKey}` }],
    ['a Bearer token behind two spaces', { authorization: `Bearer  ${agentKey}` }],
    ['x-api-key', { 'x-api-key': agentKey }],
    ['both alike', { authorization: `Bearer ${agentKey}`, 'x-api-key': agentKey }],
  ])('takes the agent’s key as %s', async (_, headers) => {
    const response = await postTurn(gateway, hello, { headers });
    expect(response.status).toBe(200);
  });

  test.each([
    ['none', {}],
    ['a wrong key', { authorization: 'Bearer jf_agent_wrong' }],
    ['an empty key', { 'x-api-key': '' }],
    ['another scheme', { authorization: `Basic ${agentKey}` }],
    [
      'two keys that disagree',
      { authorization: `Bearer ${agentKey}`, 'x-api-key': 'jf_agent_other' },
    ],
    ['a key of 4,000 characters', { 'x-api-key': 'k'.repeat(4_000) }],
    ['SQL', { authorization: `Bearer ' OR 1=1 --` }],
  ])('refuses %s with 401 in OpenAI’s shape', async (_, headers) => {
    const before = upstream.seen.length;
    const response = await postTurn(gateway, hello, { headers });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      error: {
        message: expect.any(String),
        type: 'authentication_error',
        param: null,
        code: 'invalid_api_key',
      },
    });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-request-id': expect.stringMatching(/^req_/),
      'x-jackfield-attempts': '0',
    });
    expect(upstream.seen.length).toBe(before);
  });

  test('never reach the upstream: it gets the connection’s credential alone', async () => {
    await postTurn(gateway, hello, {
      headers: {
        authorization: `Bearer ${agentKey}`,
        'x-forwarded-host': 'evil.example',
        cookie: 'a=b',
      },
    });
    const headers = upstream.seen.at(-1)?.headers ?? {};
    expect(JSON.stringify(headers)).not.toContain(agentKey);
    expect(headers.cookie).toBeUndefined();
    expect(headers['x-forwarded-host']).toBeUndefined();
    expect(headers.authorization).toMatch(/^Bearer upstream-canary/);
  });

  test('are refused from the moment they expire, by the gateway’s own clock', async () => {
    const clock = new HandClock();
    const keyExpiresAt = clock.now() + 60_000;
    const config = configOf([choice(modelAt(upstream.url))], { keyExpiresAt });
    await using expiring = await startGateway(config, clock);
    const named = { path: '/v1/agents/front-desk/chat/completions' };
    const models = () => fetch(`${expiring.url}/v1/models`, { headers: { 'x-api-key': agentKey } });
    clock.advance(59_999);
    expect((await postTurn(expiring, hello)).status).toBe(200);
    expect((await models()).status).toBe(200);
    clock.advance(1);
    const refused = await postTurn(expiring, hello);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({
      error: { code: 'invalid_api_key', message: expect.stringContaining('expired at 2026-') },
    });
    expect((await postTurn(expiring, hello, named)).status).toBe(401);
    expect((await models()).status).toBe(401);
  });

  test('are named in the record of a turn by their id alone', async () => {
    const recorded = gateway.nextRecord();
    await postTurn(gateway, hello);
    expect(await recorded).toMatchObject({ agentId: 'agt_1', keyId: 'key_1' });
  });
});

describe('the model field', () => {
  test.each([[undefined], [null], ['default'], ['front-desk']])('may be %s', async (model) => {
    const response = await postTurn(gateway, { ...hello, model });
    expect(response.status).toBe(200);
    expect(upstream.seen.at(-1)?.body['model']).toBe('upstream-model');
  });

  test.each([['gpt-4o'], ['other-agent'], ['']])('is 404 model_not_found for %j', async (model) => {
    const response = await postTurn(gateway, { ...hello, model });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: { code: 'model_not_found', param: 'model' },
    });
  });
});

describe('a key where a name belongs', () => {
  const canary = 'sk-canary-0123456789abcdefghij';

  test.each([
    ['the model field', () => postTurn(gateway, { ...hello, model: canary })],
    ['the path', () => postTurn(gateway, hello, { path: `/v1/agents/${canary}/chat/completions` })],
    [
      'a model’s path',
      () => fetch(`${gateway.url}/v1/models/${canary}`, { headers: { 'x-api-key': agentKey } }),
    ],
  ])('is not repeated: %s', async (_, send) => {
    const response = await send();
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('canary');
  });
});

describe('paths', () => {
  test('name the agent, and the key must be its own', async () => {
    const own = await postTurn(gateway, hello, { path: '/v1/agents/front-desk/chat/completions' });
    expect(own.status).toBe(200);
    const other = await postTurn(gateway, hello, { path: '/v1/agents/billing/chat/completions' });
    expect(other.status).toBe(404);
    expect(await other.json()).toMatchObject({ error: { code: 'agent_not_found' } });
  });

  test('GET /v1/models lists what this key may call', async () => {
    const response = await fetch(`${gateway.url}/v1/models`, {
      headers: { 'x-api-key': agentKey },
    });
    expect(await response.json()).toMatchObject({
      object: 'list',
      data: [{ id: 'front-desk', object: 'model' }, { id: 'default' }],
    });
    expect((await fetch(`${gateway.url}/v1/models`)).status).toBe(401);
    const headers = { 'x-api-key': agentKey };
    expect((await fetch(`${gateway.url}/v1/models/front-desk`, { headers })).status).toBe(200);
    expect((await fetch(`${gateway.url}/v1/models/gpt-4o`, { headers })).status).toBe(404);
  });

  test('answer 404 and 405 in OpenAI’s shape', async () => {
    const unknown = await fetch(`${gateway.url}/v1/embeddings`, { method: 'POST', body: '{}' });
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ error: { code: 'not_found' } });
    const get = await fetch(`${gateway.url}/v1/chat/completions`);
    expect(get.status).toBe(405);
    expect(get.headers.get('allow')).toBe('POST');
  });

  test('/healthz and /readyz need no key', async () => {
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${gateway.url}/readyz?from=probe`)).status).toBe(200);
    gateway.gateway.setReady(false);
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503);
    gateway.gateway.setReady(true);
  });
});

describe('a bad request', () => {
  test.each([
    ['no JSON', '{"messages":', 'invalid_json', null],
    ['an empty body', '', 'invalid_json', null],
    ['an array', '[]', 'invalid_value', null],
    ['no messages', '{}', 'invalid_value', 'messages'],
    ['messages that are no array', '{"messages":"hi"}', 'invalid_value', 'messages'],
    ['empty messages', '{"messages":[]}', 'invalid_value', 'messages'],
    [
      'a message without a role',
      '{"messages":[{"content":"hi"}]}',
      'invalid_value',
      'messages[0].role',
    ],
    [
      'a stream that is no boolean',
      '{"messages":[{"role":"user"}],"stream":"yes"}',
      'invalid_value',
      'stream',
    ],
    ['65 levels', `{"messages":${'['.repeat(65)}${']'.repeat(65)}}`, 'json_too_deep', null],
    [
      '200,000 levels',
      `{"messages":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
      'json_too_deep',
      null,
    ],
  ])('with %s is refused, and the field named', async (_, body, code, param) => {
    const before = upstream.seen.length;
    const response = await postTurn(gateway, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { type: 'invalid_request_error', code, param },
    });
    expect(upstream.seen.length).toBe(before);
  });

  test('larger than 2 MB is 413, with or without a content length', async () => {
    const large = JSON.stringify({ messages: [{ role: 'user', content: 'x'.repeat(2_200_000) }] });
    const declared = await postTurn(gateway, large);
    expect(declared.status).toBe(413);
    expect(await declared.json()).toMatchObject({ error: { code: 'request_too_large' } });
    const chunked = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${agentKey}` },
      body: new Blob([large]).stream(),
      // Holds: Node's fetch needs it for a streamed body; its types lack the field.
      ...({ duplex: 'half' } as object),
    });
    expect(chunked.status).toBe(413);
  });

  test('of just under 2 MB is carried', async () => {
    const content = 'x'.repeat(2_000_000);
    const response = await postTurn(gateway, { messages: [{ role: 'user', content }] });
    expect(response.status).toBe(200);
    expect(JSON.stringify(upstream.seen.at(-1)?.body['messages'])).toHaveLength(
      content.length + 30,
    );
  });

  test('that breaks off harms nobody', async () => {
    const { port } = new URL(gateway.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nx-api-key: ${agentKey}\r\ncontent-length: 100\r\n\r\n{"mess`,
    );
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.destroy();
    expect((await postTurn(gateway, hello)).status).toBe(200);
  });
});

describe('every answer', () => {
  test('says which model and revision answered, and after how many attempts', async () => {
    for (const stream of [false, true]) {
      const response = await postTurn(gateway, { ...hello, stream });
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'x-request-id': expect.stringMatching(/^req_/),
        'x-jackfield-revision': '7',
        'x-jackfield-model': 'byom/con_test',
        'x-jackfield-attempts': '1',
      });
      await response.text();
    }
  });

  test('says so too when it is an error of the upstream', async () => {
    upstream.answer = (response) => void response.writeHead(500).end('boom');
    const response = await postTurn(gateway, { ...hello, stream: true });
    upstream.answer = (await import('./fake-upstream.ts')).sayHello;
    expect(response.status).toBe(502);
    expect(response.headers.get('x-jackfield-model')).toBe('byom/con_test');
    expect(response.headers.get('x-jackfield-attempts')).toBe('1');
    expect(await response.json()).toMatchObject({ error: { code: 'upstream_unavailable' } });
  });

  test.each([
    ['an unknown model', { ...hello, model: 'gpt-4o' }, 404],
    ['a bad request', {}, 400],
  ])('says so even when it refuses %s, after no attempt', async (_, body, status) => {
    const response = await postTurn(gateway, body);
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-jackfield-revision': '7',
      'x-jackfield-model': 'byom/con_test',
      'x-jackfield-attempts': '0',
    });
  });

  test.each([
    ['a path that is not there', '/v1/completions', 'POST', 404],
    ['a method that is not', '/v1/chat/completions', 'GET', 405],
    ['another agent’s path', '/v1/agents/other/chat/completions', 'POST', 404],
  ])('says that it took no attempt where it refuses %s', async (_, path, method, status) => {
    const headers = { 'x-api-key': agentKey };
    const response = await fetch(`${gateway.url}${path}`, { method, headers });
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-request-id': expect.stringMatching(/^req_/),
      'x-jackfield-attempts': '0',
    });
  });

  test('of an agent without a model says where to choose one', async () => {
    await using empty = await startGateway(configOf([]));
    const response = await postTurn(empty, hello);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: { code: 'model_not_chosen', message: expect.stringContaining('Large Language Model') },
    });
  });

  test('carries none of the upstream’s own headers', async () => {
    upstream.answer = (response) => {
      response.setHeader('set-cookie', 'tracking=1');
      response.setHeader('x-internal', 'secret');
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(
        [
          'data: {"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]}\n\n',
          'data: [DONE]\n\n',
        ].join(''),
      );
    };
    const response = await postTurn(gateway, { ...hello, stream: true });
    upstream.answer = (await import('./fake-upstream.ts')).sayHello;
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('x-internal')).toBeNull();
    expect((await eventsOf(response)).at(-1)).toBe('[DONE]');
  });
});
