import type { ServerResponse } from 'node:http';
import { setImmediate as nextTick } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  chunk,
  done,
  sayHello,
  sendJson,
  sendStream,
  startFakeUpstream,
  type FakeUpstream,
} from './fake-upstream.ts';
import { HandClock } from './hand-clock.ts';
import { eventsOf, hello, postTurn, textOf } from './post-turn.ts';
import { choice, configOf, modelAt, startGateway } from './start-gateway.ts';
import { until } from './until.ts';

let upstream: FakeUpstream;
let second: FakeUpstream;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  second = await startFakeUpstream();
});

afterAll(async () => {
  await upstream[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
});

beforeEach(() => {
  upstream.answer = sayHello;
  second.answer = sayHello;
  upstream.seen.length = 0;
  second.seen.length = 0;
});

const streamed = { ...hello, stream: true };

describe('a caller who leaves', () => {
  test.each(['before the head', 'before the first token', 'in mid-answer'])(
    'closes the upstream: %s',
    async (phase) => {
      await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
      upstream.answer = (response) => {
        if (phase === 'before the head') return;
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(chunk({ role: 'assistant', content: '' }));
        if (phase === 'in mid-answer') response.write(chunk({ content: 'Hel' }));
      };
      const record = gateway.nextRecord();
      const leaving = new AbortController();
      const call = postTurn(gateway, streamed, { signal: leaving.signal });
      if (phase === 'in mid-answer') await (await call).body?.getReader().read();
      else await until(() => upstream.seen.length === 1);
      leaving.abort();
      await call.catch(() => undefined);
      await upstream.seen[0]?.closed;
      expect(await record).toMatchObject({ outcome: 'left', errorCode: null });
    },
  );

  test('without a stream closes the upstream too, and no fallback is begun', async () => {
    await using gateway = await startGateway(
      configOf([choice(modelAt(upstream.url)), choice(modelAt(second.url, { id: 'byom/second' }))]),
    );
    upstream.answer = () => undefined;
    const leaving = new AbortController();
    const call = postTurn(gateway, hello, { signal: leaving.signal });
    await until(() => upstream.seen.length === 1);
    const record = gateway.nextRecord();
    leaving.abort();
    await call.catch(() => undefined);
    await upstream.seen[0]?.closed;
    expect(await record).toMatchObject({ outcome: 'left' });
    expect(second.seen).toHaveLength(0);
  });

  test('slowly is waited for: the upstream is paused instead of buffered', async () => {
    await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
    const piece = chunk({ content: 'x'.repeat(60_000) });
    let written = 0;
    const upstreamWrites = { stalled: false };
    upstream.answer = async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let count = 0; count < 2_000 && !response.destroyed; count += 1) {
        written += piece.length;
        if (!response.write(piece)) {
          upstreamWrites.stalled = true;
          await new Promise((resolve) => response.once('drain', resolve));
          upstreamWrites.stalled = false;
        }
      }
      response.end(chunk({}, 'stop') + done);
    };
    const response = await postTurn(gateway, streamed);
    const reader = response.body?.getReader();
    await reader?.read();
    const before = process.memoryUsage().arrayBuffers;
    // Nobody reads: every buffer on the way fills up, and the upstream's own writes stop.
    let last = -1;
    while (!upstreamWrites.stalled || written !== last) {
      last = written;
      for (let turns = 0; turns < 200; turns += 1) await nextTick();
    }
    expect(written).toBeLessThan(2_000 * piece.length);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1_048_576);
    await reader?.cancel();
    await upstream.seen[0]?.closed;
  });
});

describe('a deadline', () => {
  test.each<[string, string, (response: ServerResponse) => void, number]>([
    [
      'for the first token ends silence before the head',
      'upstream_first_token_timeout',
      () => undefined,
      10_000,
    ],
    [
      'for the first token is not met by headers, comments and a role',
      'upstream_first_token_timeout',
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`: ping\n\n${chunk({ role: 'assistant', content: '' })}`);
      },
      10_000,
    ],
  ])('%s', async (_, code, answer, ms) => {
    const clock = new HandClock();
    await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]), clock);
    const heads = Promise.withResolvers<void>();
    upstream.answer = (response) => {
      answer(response);
      heads.resolve();
    };
    const call = postTurn(gateway, streamed);
    await heads.promise;
    clock.advance(ms - 1);
    await nextTick();
    expect(gateway.records).toHaveLength(0);
    clock.advance(1);
    const response = await call;
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({ error: { code } });
    await upstream.seen[0]?.closed;
  });

  test('for the gap between tokens ends a stream that falls silent, with an error event', async () => {
    const clock = new HandClock();
    await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]), clock);
    upstream.answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ content: 'Hello' }));
    };
    const response = await postTurn(gateway, streamed);
    expect(response.status).toBe(200);
    clock.advance(10_000);
    const events = await eventsOf(response);
    expect(textOf(events)).toBe('Hello');
    expect(events.at(-1)).toMatchObject({ error: { code: 'upstream_stalled' } });
    await upstream.seen[0]?.closed;
  });

  test('for the whole turn ends an answer that never comes', async () => {
    const clock = new HandClock();
    await using gateway = await startGateway(
      configOf([choice(modelAt(upstream.url), { deadlines: { totalMs: 60_000 } })]),
      clock,
    );
    upstream.answer = () => undefined;
    const call = postTurn(gateway, hello);
    await until(() => upstream.seen.length === 1);
    clock.advance(60_000);
    const response = await call;
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({ error: { code: 'turn_timeout' } });
  });

  test('does not fire on a slow healthy stream', async () => {
    const clock = new HandClock();
    await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]), clock);
    const steps = Array.from({ length: 20 }, () => Promise.withResolvers<void>());
    upstream.answer = async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const [index, step] of steps.entries()) {
        response.write(chunk({ content: `${index} ` }));
        await step.promise;
      }
      response.end(chunk({}, 'stop') + done);
    };
    const response = await postTurn(gateway, streamed);
    const reader = response.body?.getReader();
    let heard = '';
    for (const step of steps) {
      const read = await reader?.read();
      heard += Buffer.from(read?.value ?? []).toString();
      clock.advance(9_000);
      step.resolve();
    }
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      heard += Buffer.from(read.value).toString();
    }
    expect(heard).toContain('[DONE]');
    expect(heard).not.toContain('error');
  });
});

describe('a fallback', () => {
  const withFallback = () =>
    configOf([
      choice(modelAt(upstream.url, { id: 'byom/first' })),
      choice(modelAt(second.url, { id: 'byom/second', upstreamModel: 'second-model' }), {
        parameters: { temperature: 0.1 },
      }),
    ]);

  test.each<[string, (response: ServerResponse) => void]>([
    ['fails', (response) => void response.writeHead(503).end()],
    ['limits the rate', (response) => void response.writeHead(429).end()],
    ['refuses our credential', (response) => void response.writeHead(401).end()],
    ['was shut down', (response) => void response.writeHead(404).end()],
    ['redirects', (response) => void response.writeHead(308, { location: '/v2' }).end()],
    ['resets', (response) => void response.socket?.resetAndDestroy()],
    ['answers nonsense', (response) => void response.writeHead(200).end('<html>')],
    [
      'breaks off before its first token',
      (response) => sendStream(response, chunk({ role: 'assistant' })),
    ],
    [
      'reports an error in its stream',
      (response) => sendStream(response, 'data: {"error":{"message":"x"}}\n\n'),
    ],
  ])('answers when the model %s, and the caller hears only the answer', async (_, answer) => {
    await using gateway = await startGateway(withFallback());
    upstream.answer = answer;
    for (const stream of [true, false]) {
      const response = await postTurn(gateway, { ...hello, stream });
      expect(response.status).toBe(200);
      expect(response.headers.get('x-jackfield-model')).toBe('byom/second');
      expect(response.headers.get('x-jackfield-attempts')).toBe('2');
      expect(await response.text()).toContain('Hello');
      expect(second.seen.at(-1)?.body).toMatchObject({ model: 'second-model', temperature: 0.1 });
    }
    expect(gateway.records[0]?.attempts).toMatchObject([
      { model: 'byom/first', failure: expect.any(String) },
      { model: 'byom/second', failure: null },
    ]);
  });

  test('is not asked when the request itself is at fault', async () => {
    await using gateway = await startGateway(withFallback());
    upstream.answer = (response) => sendJson(response, { error: { message: 'bad tool' } }, 400);
    expect((await postTurn(gateway, hello)).status).toBe(400);
    expect(second.seen).toHaveLength(0);
  });

  test('is not asked once the caller has heard something', async () => {
    await using gateway = await startGateway(withFallback());
    const gate = Promise.withResolvers<void>();
    upstream.answer = async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ content: 'Hel' }));
      await gate.promise;
      response.socket?.resetAndDestroy();
    };
    const response = await postTurn(gateway, streamed);
    gate.resolve();
    const events = await eventsOf(response);
    expect(events.at(-1)).toMatchObject({ error: { code: 'upstream_unavailable' } });
    expect(second.seen).toHaveLength(0);
  });

  test('that fails too gives the caller the last error and the number of attempts', async () => {
    await using gateway = await startGateway(withFallback());
    upstream.answer = (response) => void response.writeHead(503).end();
    second.answer = (response) => void response.writeHead(429).end();
    const response = await postTurn(gateway, streamed);
    expect(response.status).toBe(429);
    expect(response.headers.get('x-jackfield-attempts')).toBe('2');
  });
});

describe('a save', () => {
  test('is live for the next turn, and a turn in flight finishes on the revision it began with', async () => {
    await using gateway = await startGateway(
      configOf([choice(modelAt(upstream.url))], { revision: 1 }),
    );
    const gate = Promise.withResolvers<void>();
    upstream.answer = async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ content: 'old' }));
      await gate.promise;
      response.end(chunk({ content: ' answer' }) + chunk({}, 'stop') + done);
    };
    const old = await postTurn(gateway, streamed);
    gateway.gateway.load(configOf([choice(modelAt(second.url))], { revision: 2, version: 2 }));
    const next = await postTurn(gateway, streamed);
    expect(next.headers.get('x-jackfield-revision')).toBe('2');
    expect(await next.text()).toContain('Hello');
    gate.resolve();
    expect(old.headers.get('x-jackfield-revision')).toBe('1');
    expect(textOf(await eventsOf(old))).toBe('old answer');
  });

  test('older than what is loaded is refused', async () => {
    await using gateway = await startGateway(
      configOf([choice(modelAt(upstream.url))], { version: 5 }),
    );
    expect(gateway.gateway.load(configOf([], { version: 4 }))).toBe(false);
    expect(gateway.gateway.configVersion).toBe(5);
    expect((await postTurn(gateway, hello)).status).toBe(200);
  });
});
