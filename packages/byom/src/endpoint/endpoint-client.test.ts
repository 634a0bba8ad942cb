import type { ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { roomIn, startGoodServer } from '../../test/gallery/good-server.ts';
import { EndpointClient } from './endpoint-client.ts';
import type { SentRequest } from './exchange.ts';

const megabyte = 1_048_576;

function post(url: string): SentRequest {
  return { method: 'POST', url: new URL(url), headers: {}, body: '{}' };
}

test('an answer of 100 MB is held to 4 MB, and the server is not heard further', async () => {
  const ended = Promise.withResolvers<{ written: number; whole: boolean }>();
  const pour = async (response: ServerResponse): Promise<void> => {
    const { socket } = response;
    response.on('close', () =>
      ended.resolve({ written: socket?.bytesWritten ?? 0, whole: response.writableFinished }),
    );
    const part = Buffer.alloc(megabyte / 4, ': ping\n');
    for (let sent = 0; sent < 400 && !response.destroyed; sent += 1) {
      if (!response.write(part)) await roomIn(response);
    }
    response.end();
  };
  await using server = await startGoodServer({
    onRequest(request, response) {
      request.resume();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      void pour(response);
      return true;
    },
  });
  const client = new EndpointClient(() => performance.now(), null);
  const { signal } = new AbortController();
  const exchange = await client.send(post(server.url), { signal, limitMs: 10_000 });
  client.close();
  const { written, whole } = await ended.promise;
  expect(whole).toBe(false);
  // What fits the sockets' buffers comes on top; all of it would be a hundred.
  expect(written).toBeLessThan(20 * megabyte);
  expect(exchange).toMatchObject({ kind: 'answered', end: 'too_large' });
  expect('body' in exchange && exchange.body.length).toBeLessThan(5 * megabyte);
});

test('an exchange that is stopped before its head says so, and closes its socket', async () => {
  const asked = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  await using server = await startGoodServer({
    onRequest(request) {
      request.socket.on('close', () => closed.resolve());
      asked.resolve();
      return true;
    },
  });
  const client = new EndpointClient(() => performance.now(), null);
  const stop = new AbortController();
  const exchange = client.send(post(server.url), { signal: stop.signal, limitMs: 10_000 });
  await asked.promise;
  stop.abort();
  expect(await exchange).toMatchObject({ kind: 'failed', stage: 'request', code: 'STOPPED' });
  await closed.promise;
});

test('the words of a failure are without OpenSSL’s source lines and Node’s advice', async () => {
  await using server = await startGoodServer();
  const client = new EndpointClient(() => performance.now(), null);
  const { signal } = new AbortController();
  const url = server.url.replace('http:', 'https:');
  const exchange = await client.send(post(url), { signal, limitMs: 10_000 });
  client.close();
  expect(exchange).toMatchObject({ kind: 'failed', stage: 'tls', message: 'wrong version number' });
});
