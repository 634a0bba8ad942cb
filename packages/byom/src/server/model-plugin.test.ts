import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modelPlugin } from './model-plugin.ts';

const app = Fastify();
let url: string;

beforeAll(async () => {
  app.post('/own', (request) => request.body);
  await app.register(
    modelPlugin({
      auth: { method: 'none' },
      models: ['mine'],
      reply: async function* hello() {
        yield 'Hello';
      },
    }),
    { prefix: '/llm' },
  );
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(() => app.close());

async function call(path: string, body: string, method = 'POST'): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(method === 'POST' ? { body } : {}),
  });
}

describe('the plugin', () => {
  test.each([
    ['{', 400, 'invalid_json'],
    ['{}', 400, 'invalid_request'],
    [JSON.stringify({ messages: ['x'.repeat(2_100_000)] }), 413, 'request_too_large'],
  ])('refuses %.10s in OpenAI’s words, not in Fastify’s', async (body, status, code) => {
    const response = await call('/llm/v1/chat/completions', body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code } });
  });

  test('says which method to use', async () => {
    const response = await call('/llm/v1/chat/completions', '', 'GET');
    expect(response.status).toBe(405);
  });

  test('leaves the routes beside it as they are', async () => {
    const response = await call('/own', '{"a":1}');
    expect(await response.json()).toEqual({ a: 1 });
    expect((await call('/llm/other', '{}')).status).toBe(404);
  });

  test('uses a body that a hook has read before it', async () => {
    const other = Fastify();
    other.addHook('preHandler', async (request) => {
      request.body = { messages: [{ role: 'user', content: 'Hi' }] };
    });
    await other.register(
      modelPlugin({
        auth: { method: 'none' },
        models: ['mine'],
        reply: async function* hello({ messages }) {
          yield `Heard ${messages.length}.`;
        },
      }),
    );
    const address = await other.listen({ port: 0, host: '127.0.0.1' });
    const response = await fetch(`${address}/chat/completions`, { method: 'POST' });
    expect(await response.json()).toMatchObject({
      choices: [{ message: { content: 'Heard 1.' } }],
    });
    await other.close();
  });
});
