import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  chunk,
  done,
  sayHello,
  startFakeUpstream,
  type Answer,
  type FakeUpstream,
} from './fake-upstream.ts';
import { eventsOf, hello, postTurn, textOf } from './post-turn.ts';
import { choice, configOf, modelAt, startGateway } from './start-gateway.ts';
import { until } from './until.ts';

let upstream: FakeUpstream;

beforeAll(async () => {
  upstream = await startFakeUpstream();
});

afterAll(async () => {
  await upstream[Symbol.asyncDispose]();
});

beforeEach(() => {
  upstream.answer = sayHello;
  upstream.seen.length = 0;
});

describe('beyond the turns that a gateway may have under way', () => {
  const config = () => configOf([choice(modelAt(upstream.url))]);
  const slowly = (goOn: Promise<void>): Answer => {
    return async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ content: 'Half' }));
      await goOn;
      response.end(chunk({ content: ' and whole' }) + chunk({}, 'stop') + done);
    };
  };

  test('a new one is refused at once, while those that run go on to their end', async () => {
    await using gateway = await startGateway(config(), undefined, { turnsMax: 2 });
    const goOn = Promise.withResolvers<void>();
    upstream.answer = slowly(goOn.promise);
    const running = [
      await postTurn(gateway, { ...hello, stream: true }),
      await postTurn(gateway, { ...hello, stream: true }),
    ];
    const refused = await postTurn(gateway, hello);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('x-jackfield-attempts')).toBe('0');
    expect(await refused.json()).toMatchObject({
      error: {
        code: 'overloaded',
        type: 'server_error',
        message: expect.stringMatching('2 turns'),
      },
    });
    expect(upstream.seen).toHaveLength(2);
    goOn.resolve();
    for (const response of running) {
      expect(textOf(await eventsOf(response))).toBe('Half and whole');
    }
    upstream.answer = sayHello;
    expect((await postTurn(gateway, hello)).status).toBe(200);
  });

  test('a caller who leaves makes room', async () => {
    await using gateway = await startGateway(config(), undefined, { turnsMax: 1 });
    upstream.answer = () => undefined;
    const leaving = new AbortController();
    const call = postTurn(gateway, hello, { signal: leaving.signal });
    await until(() => upstream.seen.length === 1);
    const record = gateway.nextRecord();
    leaving.abort();
    await call.catch(() => undefined);
    await record;
    upstream.answer = sayHello;
    expect((await postTurn(gateway, hello)).status).toBe(200);
  });

  test('a wrong key is still told so, and what is no turn is still answered', async () => {
    await using gateway = await startGateway(config(), undefined, { turnsMax: 0 });
    const headers = { authorization: 'Bearer jf_agent_wrong' };
    expect((await postTurn(gateway, hello, { headers })).status).toBe(401);
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
  });
});
