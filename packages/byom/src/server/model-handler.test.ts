import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { describe, expect, test } from 'vitest';
import { modelHandler } from './model-handler.ts';

const handler = modelHandler({
  auth: { method: 'none' },
  models: ['mine'],
  reply: async function* hello({ messages }) {
    yield `Heard ${messages.length}.`;
  },
});
const asked = JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }] });

async function post(
  listener: RequestListener,
  body: string,
  contentType: string,
): Promise<unknown> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body,
  });
  const text = await response.text();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return JSON.parse(text);
}

const answered = { choices: [{ message: { content: 'Heard 1.' } }] };

describe('behind a parser, a body', () => {
  test.each([
    ['parsed as JSON', express.json(), 'application/json'],
    ['left as text', express.text({ type: '*/*' }), 'application/json'],
    ['left as bytes', express.raw({ type: '*/*' }), 'application/json'],
    ['that was none of its business', express.json(), 'text/plain'],
  ])('%s is used', async (_how, parser, contentType) => {
    expect(await post(express().use(parser).use(handler), asked, contentType)).toMatchObject(
      answered,
    );
  });

  test('left unread, as the parsers of Express 4 leave it, is read', async () => {
    const listener: RequestListener = (request, response) => {
      Object.assign(request, { body: {} });
      handler(request, response);
    };
    expect(await post(listener, asked, 'text/plain')).toMatchObject(answered);
  });

  test('that is no request is refused as if it had been read here', async () => {
    const app = express().use(express.json()).use(handler);
    expect(await post(app, '{}', 'application/json')).toMatchObject({
      error: { param: 'messages' },
    });
    const deep = `{"messages":${'['.repeat(64)}${']'.repeat(64)}}`;
    expect(await post(app, deep, 'application/json')).toMatchObject({
      error: { code: 'json_too_deep' },
    });
  });
});

test('as a middleware passes on what is not its own', async () => {
  const app = express().use('/llm', handler);
  app.use((_request, response) => void response.json({ own: true }));
  expect(await post(app, asked, 'application/json')).toEqual({ own: true });
});

test('as a listener answers every path', async () => {
  const elsewhere: RequestListener = (request, response) => {
    request.url = '/elsewhere';
    handler(request, response);
  };
  expect(await post(elsewhere, asked, 'application/json')).toMatchObject({
    error: { code: 'not_found' },
  });
});

test('behind somebody who has answered already breaks nothing', async () => {
  const late = modelHandler({
    auth: { method: 'none' },
    models: ['mine'],
    reply: async function* hello() {
      yield 'Hello';
    },
    onError: () => undefined,
  });
  const listener: RequestListener = (request, response) => {
    response.end('{"own":true}');
    late(request, response);
  };
  expect(await post(listener, asked, 'application/json')).toEqual({ own: true });
  expect(await post(handler, asked, 'application/json')).toMatchObject(answered);
});
