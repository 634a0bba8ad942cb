import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  helloCompletion,
  helloEvents,
  sayHello,
  sendJson,
  startFakeUpstream,
  type FakeUpstream,
} from './fake-upstream.ts';
import {
  bearerAuth,
  configOf,
  modelAt,
  startGateway,
  upstreamCredential,
  type StartedGateway,
} from './start-gateway.ts';

let upstream: FakeUpstream;
let gateway: StartedGateway;
const signal = new AbortController().signal;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  gateway = await startGateway(configOf([]));
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

describe('trying a model', () => {
  test('sends one real turn and tells what was said', async () => {
    upstream.answer = sayHello;
    const trial = await gateway.gateway.tryModel(modelAt(upstream.url), signal);
    expect(trial).toMatchObject({
      ready: true,
      url: `${upstream.url}/chat/completions`,
      answer: 'Hello, wörld 👋',
      firstTokenMs: expect.any(Number),
      checks: [{ outcome: 'passed', evidence: { status: 200, contentType: 'text/event-stream' } }],
    });
    expect(trial.checks[0]?.evidence?.body).toBe(helloEvents.join(''));
    expect(upstream.seen).toHaveLength(1);
  });

  test('shows the upstream’s own words when it fails, and never the credential', async () => {
    upstream.answer = (response, { headers }) =>
      sendJson(response, { error: { message: `Wrong key ${headers.authorization}` } }, 401);
    const trial = await gateway.gateway.tryModel(modelAt(upstream.url), signal);
    expect(trial.ready).toBe(false);
    expect(trial.checks[0]?.evidence).toMatchObject({
      status: 401,
      body: expect.stringContaining('Wrong key Bearer [secret]'),
      request: expect.stringContaining('authorization: Bearer [secret]'),
    });
    expect(JSON.stringify(trial)).not.toContain(upstreamCredential);
  });

  test('takes the credential out of what the model says, too', async () => {
    upstream.answer = (response, { headers }) =>
      sendJson(response, {
        ...helloCompletion,
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: `Your key: ${headers.authorization}` },
            finish_reason: 'stop',
          },
        ],
      });
    const trial = await gateway.gateway.tryModel(modelAt(upstream.url), signal);
    expect(trial.answer).toBe('Your key: Bearer [secret]');
  });

  test.each<[string, string, string]>([
    ['an HTML page', '<html>Sign in</html>', 'not a chat completion'],
    ['a cut stream', helloEvents[1] ?? '', 'broke off'],
    ['other JSON', '{"ok":true}', 'not a chat completion'],
  ])('explains %s', async (_, body, message) => {
    upstream.answer = (response) => void response.writeHead(200).end(body);
    const trial = await gateway.gateway.tryModel(modelAt(upstream.url), signal);
    expect(trial.ready).toBe(false);
    expect(trial.checks[0]?.message).toContain(message);
    expect(trial.checks[0]?.evidence?.body).toBe(body);
  });

  test('explains a redirect, and does not follow it', async () => {
    upstream.answer = (response) =>
      void response.writeHead(308, { location: `${upstream.url}/elsewhere?key=canary` }).end();
    const before = upstream.seen.length;
    const trial = await gateway.gateway.tryModel(modelAt(upstream.url), signal);
    expect(trial.ready).toBe(false);
    expect(trial.checks[0]?.message).toContain(
      `redirects to ${new URL(upstream.url).origin}, and redirects are not followed. Give the final URL`,
    );
    expect(trial.checks[0]?.message).not.toContain('canary');
    expect(upstream.seen.length).toBe(before + 1);
  });

  test('takes a JSON answer for good', async () => {
    upstream.answer = (response) => sendJson(response, helloCompletion);
    expect(await gateway.gateway.tryModel(modelAt(upstream.url), signal)).toMatchObject({
      ready: true,
    });
  });

  test('goes through the same guard as a turn', async () => {
    const before = upstream.connections();
    const endpoint = {
      ready: true as const,
      poolKey: 'x',
      baseUrl: upstream.url,
      auth: bearerAuth,
      trusted: false,
    };
    const trial = await gateway.gateway.tryModel(modelAt(upstream.url, { endpoint }), signal);
    expect(trial.ready).toBe(false);
    expect(trial.checks[0]?.message).toContain('private address');
    expect(upstream.connections()).toBe(before);
  });

  test('stops when it is no longer wanted', async () => {
    const leaving = new AbortController();
    upstream.answer = () => leaving.abort();
    const trial = await gateway.gateway.tryModel(modelAt(upstream.url), leaving.signal);
    expect(trial.checks[0]?.message).toContain('stopped');
    await upstream.seen.at(-1)?.closed;
  });
});
