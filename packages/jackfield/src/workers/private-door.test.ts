import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { forwardToMain } from './forward-to-main.ts';
import { openPrivateDoor } from './private-door.ts';
import { WorkerFiles } from './worker-files.ts';

/** A worker's server on a port, whose every request is brought to `listener` through the private door. */
async function bothSides(
  listener: (...given: Parameters<RequestListener>) => Promise<void> | void,
) {
  const door = await openPrivateDoor(
    new WorkerFiles(tmpdir(), 'test'),
    (...given) => void listener(...given),
  );
  const worker = createServer(forwardToMain(door.key));
  await new Promise<void>((resolve) => worker.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = worker.address() as AddressInfo;
  return {
    key: door.key,
    url: `http://127.0.0.1:${port}`,
    door,
    async [Symbol.asyncDispose]() {
      door.close();
      worker.closeAllConnections();
      await new Promise((resolve) => worker.close(resolve));
    },
  };
}

/** Asks over the socket itself, as any program of this user could. */
async function askDoor(socketPath: string, headers: Record<string, string>): Promise<number> {
  const asked = request({ socketPath, path: '/api/v1/status', headers });
  asked.end();
  // Holds: that is what the event gives.
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode ?? 0;
}

test('a request arrives as it was sent, by its caller’s address, and without what a worker adds', async () => {
  const seen: object[] = [];
  await using sides = await bothSides(async (request, response) => {
    let body = '';
    for await (const piece of request) body += String(piece);
    const { method, url, headers, rawHeaders } = request;
    const names = rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
    seen.push({
      method,
      url,
      body,
      names,
      from: request.socket.remoteAddress,
      own: headers['x-own'],
    });
    response.writeHead(201, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'X-Answer', 'yes']);
    response.end('made');
  });
  const answer = await fetch(`${sides.url}/api/v1/agents?x=1`, {
    method: 'POST',
    headers: {
      'x-own': 'kept',
      'x-jackfield-peer-address': '203.0.113.9',
      'x-jackfield-worker-token': sides.key.token,
    },
    body: 'a body',
  });
  expect([answer.status, await answer.text(), answer.headers.get('x-answer')]).toEqual([
    201,
    'made',
    'yes',
  ]);
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(seen).toMatchObject([
    { method: 'POST', url: '/api/v1/agents?x=1', body: 'a body', own: 'kept', from: '127.0.0.1' },
  ]);
  expect(JSON.stringify(seen)).not.toMatch(/x-jackfield/);
});

test('an answer comes piece by piece, and a caller who leaves takes the request along', async () => {
  const left = Promise.withResolvers<void>();
  await using sides = await bothSides((_, response) => {
    response.on('close', () => left.resolve());
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: first\n\n');
  });
  const answer = await fetch(sides.url);
  const reader = answer.body?.getReader();
  const first = await reader?.read();
  expect(Buffer.from(first?.value ?? []).toString()).toBe('data: first\n\n');
  await reader?.cancel();
  await left.promise;
});

test('an answer that breaks off breaks off for the caller', async () => {
  await using sides = await bothSides((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half');
    setImmediate(() => response.destroy());
  });
  const answer = await fetch(sides.url);
  await expect(answer.text()).rejects.toThrow('terminated');
});

test('who brings no token, or another, is not heard', async () => {
  let heard = 0;
  await using sides = await bothSides((_, response) => {
    heard += 1;
    response.end();
  });
  const { path, token } = sides.key;
  expect(await askDoor(path, {})).toBe(403);
  expect(await askDoor(path, { 'x-jackfield-worker-token': token.slice(1) })).toBe(403);
  expect(await askDoor(path, { 'x-jackfield-worker-token': `x${token.slice(1)}` })).toBe(403);
  expect(heard).toBe(0);
  expect(await askDoor(path, { 'x-jackfield-worker-token': token })).toBe(200);
});

test('a closed door leaves nothing behind, and who comes then is told to come again', async () => {
  await using sides = await bothSides((_, response) => void response.end());
  const { door, key, url } = sides;
  door.close();
  expect(existsSync(dirname(key.path))).toBe(false);
  const answer = await fetch(url);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
});
