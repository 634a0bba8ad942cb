import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GatewayOptions } from '../src/index.ts';
import { startFakeUpstream, type FakeUpstream } from './fake-upstream.ts';
import { HandClock } from './hand-clock.ts';
import { hello, postTurn } from './post-turn.ts';
import { until } from './until.ts';
import {
  agentKey,
  choice,
  configOf,
  modelAt,
  startGateway,
  type StartedGateway,
} from './start-gateway.ts';

let upstream: FakeUpstream;
let clock: HandClock;

beforeAll(async () => {
  upstream = await startFakeUpstream();
});
beforeEach(() => {
  clock = new HandClock();
});
afterAll(() => upstream[Symbol.asyncDispose]());

const start = (
  requestsPerMinute?: number,
  askRoom?: GatewayOptions['askRoom'],
): Promise<StartedGateway> =>
  startGateway(
    configOf(
      [choice(modelAt(upstream.url))],
      requestsPerMinute === undefined ? {} : { requestsPerMinute },
    ),
    clock,
    askRoom === undefined ? {} : { askRoom },
  );

async function statuses(gateway: StartedGateway, count: number): Promise<number[]> {
  const seen: number[] = [];
  for (let at = 0; at < count; at += 1) seen.push((await postTurn(gateway, hello)).status);
  return seen;
}

describe('a key with a limit of requests a minute', () => {
  test('refuses the one too many in OpenAI’s shape, and sends nothing upstream', async () => {
    await using gateway = await start(3);
    expect(await statuses(gateway, 3)).toEqual([200, 200, 200]);
    const before = upstream.seen.length;
    const refused = await postTurn(gateway, hello);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toEqual({
      error: {
        message: expect.stringContaining('may make 3 requests a minute. Try again in 20 s'),
        type: 'rate_limit_error',
        param: null,
        code: 'rate_limit_exceeded',
      },
    });
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'retry-after': '20',
      'x-request-id': expect.stringMatching(/^req_/),
      'x-jackfield-revision': '7',
      'x-jackfield-model': 'byom/con_test',
      'x-jackfield-attempts': '0',
    });
    expect(upstream.seen.length).toBe(before);
    expect(gateway.records).toHaveLength(3);
    expect(gateway.gateway.busy.refused).toEqual({ full: 0, late: 0, budget: 0, key_limit: 1 });
  });

  test('takes the next one when Retry-After has passed, and no sooner', async () => {
    await using gateway = await start(3);
    await statuses(gateway, 3);
    clock.advance(19_998);
    expect(await statuses(gateway, 1)).toEqual([429]);
    clock.advance(2);
    expect(await statuses(gateway, 2)).toEqual([200, 429]);
    clock.advance(60_000);
    expect(await statuses(gateway, 4)).toEqual([200, 200, 200, 429]);
  });

  test('carries a steady pace at its limit for good, whatever a minute divides into', async () => {
    await using gateway = await start(7);
    await statuses(gateway, 7);
    for (let at = 0; at < 21; at += 1) {
      clock.advance(60_000 / 7);
      expect(await statuses(gateway, 2)).toEqual([200, 429]);
    }
  });

  test('counts alike on every path of a turn, and not the list of models', async () => {
    await using gateway = await start(2);
    const named = { path: '/v1/agents/front-desk/chat/completions' };
    const bearer = { headers: { 'x-api-key': agentKey } };
    const models = () => fetch(`${gateway.url}/v1/models`, bearer);
    expect((await models()).status).toBe(200);
    expect((await postTurn(gateway, hello, named)).status).toBe(200);
    expect((await postTurn(gateway, hello, bearer)).status).toBe(200);
    expect((await postTurn(gateway, hello, named)).status).toBe(429);
    expect((await models()).status).toBe(200);
  });

  test('keeps what was used through saves, and when the clock is put back', async () => {
    await using gateway = await start(1);
    expect(await statuses(gateway, 2)).toEqual([200, 429]);
    const choices = [choice(modelAt(upstream.url))];
    gateway.gateway.load(configOf(choices, { requestsPerMinute: 1, version: 2 }));
    expect(await statuses(gateway, 1)).toEqual([429]);
    clock.advance(-3_600_000);
    expect(await statuses(gateway, 1)).toEqual([429]);
    clock.advance(60_000);
    expect(await statuses(gateway, 2)).toEqual([200, 429]);
  });
});

test('a key without a limit has none', async () => {
  await using gateway = await start();
  expect(new Set(await statuses(gateway, 50))).toEqual(new Set([200]));
});

describe('where one process counts for several', () => {
  test('its word decides, and the own count while it says nothing', async () => {
    const words = [0, 0, 5_000, null, null, null];
    await using gateway = await start(2, (_, answer) => answer(words.shift() ?? null));
    expect(await statuses(gateway, 6)).toEqual([200, 200, 429, 200, 200, 429]);
  });

  test('a caller who leaves before it answers leaves nothing under way', async () => {
    const asked: ((waitMs: number) => void)[] = [];
    await using gateway = await start(2, (_, answer) => asked.push(answer));
    const leaving = new AbortController();
    const turn = postTurn(gateway, hello, { signal: leaving.signal });
    await until(() => asked.length === 1);
    leaving.abort();
    await expect(turn).rejects.toThrow('aborted');
    const next = postTurn(gateway, hello);
    await until(() => asked.length === 2);
    for (const answer of asked) answer(0);
    expect((await next).status).toBe(200);
    await until(() => gateway.gateway.busy.turns === 0);
  });
});
