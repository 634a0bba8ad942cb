import OpenAI, { RateLimitError } from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeUpstream, type FakeUpstream } from './fake-upstream.ts';
import { HandClock } from './hand-clock.ts';
import { hello, postTurn } from './post-turn.ts';
import { agentKey, choice, configOf, modelAt, startGateway } from './start-gateway.ts';

let upstream: FakeUpstream;

beforeAll(async () => {
  upstream = await startFakeUpstream();
});
afterAll(() => upstream[Symbol.asyncDispose]());

const stopped = (stoppedUntil?: number) =>
  configOf(
    [choice(modelAt(upstream.url))],
    stoppedUntil === undefined ? {} : { stoppedUntil, version: 2 },
  );

test('refuses a turn of an agent whose budget is spent as OpenAI does an exhausted account, and asks no upstream', async () => {
  const clock = new HandClock();
  await using gateway = await startGateway(stopped(clock.now() + 90_000), clock);
  const refused = await postTurn(gateway, hello);
  expect(refused.status).toBe(429);
  expect(await refused.json()).toEqual({
    error: {
      message: expect.stringMatching(/refused until 20\d\d-.*Z\. .*Agent Settings → Budget\.$/),
      type: 'insufficient_quota',
      param: null,
      code: 'budget_exceeded',
    },
  });
  expect(Object.fromEntries(refused.headers)).toMatchObject({
    'retry-after': '90',
    'x-should-retry': 'false',
    'x-jackfield-revision': '7',
    'x-jackfield-attempts': '0',
  });
  expect([upstream.seen.length, gateway.records.length]).toEqual([0, 0]);
  expect(gateway.gateway.busy.refused).toEqual({ full: 0, late: 0, budget: 1, key_limit: 0 });
});

test('the official SDK gives up at once instead of asking again', async () => {
  const clock = new HandClock();
  await using gateway = await startGateway(stopped(clock.now() + 1_000), clock);
  let asked = 0;
  const openai = new OpenAI({
    baseURL: `${gateway.url}/v1`,
    apiKey: agentKey,
    maxRetries: 3,
    fetch: (...args) => {
      asked += 1;
      return fetch(...args);
    },
  });
  const turn = openai.chat.completions.create({
    model: 'default',
    messages: [{ role: 'user', content: 'Hi' }],
  });
  await expect(turn).rejects.toThrow(RateLimitError);
  expect(asked).toBe(1);
});

test('carries turns again from the millisecond on at which the period ends, whoever is down', async () => {
  const clock = new HandClock();
  await using gateway = await startGateway(stopped(clock.now() + 1_000), clock);
  clock.advance(999);
  expect((await postTurn(gateway, hello)).status).toBe(429);
  clock.advance(1);
  expect((await postTurn(gateway, hello)).status).toBe(200);
});

test('a turn that is under way when the budget is reached goes on to its end', async () => {
  const clock = new HandClock();
  const held = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  await using gateway = await startGateway(stopped(), clock);
  const answer = upstream.answer;
  upstream.answer = (response, request) => {
    reached.resolve();
    void held.promise.then(() => answer(response, request));
  };
  const turn = postTurn(gateway, hello);
  await reached.promise;
  gateway.gateway.load(stopped(clock.now() + 1_000));
  expect((await postTurn(gateway, hello)).status).toBe(429);
  held.resolve();
  expect((await turn).status).toBe(200);
  upstream.answer = answer;
});
