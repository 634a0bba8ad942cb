import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { notReady } from './not-ready.ts';

const server = createServer(notReady);
let url = '';

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

test('a program that starts lives, and takes no traffic yet', async () => {
  const [lives, ready] = [await fetch(`${url}/healthz`), await fetch(`${url}/readyz`)];
  expect([lives.status, await lives.json()]).toEqual([200, { status: 'ok' }]);
  expect([ready.status, await ready.json()]).toEqual([503, { status: 'not_ready' }]);
  expect(ready.headers.get('retry-after')).toBe('1');
});

test('a turn is refused as OpenAI would, so that an SDK asks again', async () => {
  const refused = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body: '{}' });
  expect(refused.status).toBe(503);
  expect(Object.fromEntries(refused.headers)).toMatchObject({
    'content-type': 'application/json',
    'retry-after': '1',
    'x-request-id': expect.stringMatching(/^req_/),
    'x-jackfield-attempts': '0',
  });
  expect(await refused.json()).toEqual({
    error: {
      message: 'Jackfield is starting. Try again in a second.',
      type: 'server_error',
      param: null,
      code: 'not_ready',
    },
  });
});

test('the REST API says so as it says every problem', async () => {
  const refused = await fetch(`${url}/api/v1/agents`);
  expect([refused.status, refused.headers.get('content-type')]).toEqual([
    503,
    'application/problem+json',
  ]);
  expect(await refused.json()).toMatchObject({ status: 503, code: 'not_ready' });
});
