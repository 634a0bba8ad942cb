import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { makeCertificateAuthority } from '@jackfield/fake-upstream';
import { afterEach, expect, test, vi } from 'vitest';
import { helloCompletion } from './fake-upstream.ts';
import { hello, postTurn } from './post-turn.ts';
import { httpAnswer, startRawUpstream } from './raw-upstream.ts';
import {
  agentKey,
  bearerAuth,
  choice,
  configOf,
  modelAt,
  startGateway,
  type StartedGateway,
} from './start-gateway.ts';
import { until } from './until.ts';

const authority = makeCertificateAuthority();
const answer = httpAnswer(JSON.stringify(helloCompletion));

afterEach(() => {
  vi.useRealTimers();
});

test.each([
  [4, 1],
  [49, 1],
  [60, 2],
])('turns %i s apart take %i sockets of a server that keeps them', async (seconds, sockets) => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  await using upstream = await startRawUpstream(({ socket }) => socket.write(answer));
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  await postTurn(gateway, hello);
  vi.advanceTimersByTime(seconds * 1_000);
  await until(() => upstream.sockets[0]?.destroyed === (sockets === 2));
  expect(await (await postTurn(gateway, hello)).json()).toEqual(helloCompletion);
  expect(upstream.sockets).toHaveLength(sockets);
});

test.each([
  [10, 1],
  [7, 2],
])('turns 6 s apart of a server that says it keeps sockets %i s take %i', async (kept, sockets) => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  const said = httpAnswer(JSON.stringify(helloCompletion), `keep-alive: timeout=${kept}`);
  await using upstream = await startRawUpstream(({ socket }) => socket.write(said));
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  await postTurn(gateway, hello);
  vi.advanceTimersByTime(6_000);
  await postTurn(gateway, hello);
  expect(upstream.sockets).toHaveLength(sockets);
});

/** Of another event loop, so that an answer may come before our own has gone round once more. */
const quickServer = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { createServer } = require('node:https');
  let sockets = 0;
  const server = createServer(workerData.tls, (request, response) =>
    request.resume().on('end', () => response.end(workerData.answer)));
  server.on('secureConnection', () => (sockets += 1));
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
  parentPort.on('message', () => parentPort.postMessage(sockets));
`;

test('a socket over TLS is kept however soon its answer comes', async () => {
  const { certificate, key } = authority.forServer(['localhost']);
  const workerData = { tls: { cert: certificate, key }, answer: JSON.stringify(helloCompletion) };
  await using server = new Worker(quickServer, { eval: true, workerData });
  const [port] = await once(server, 'message');
  const baseUrl = `https://localhost:${port}/v1`;
  const tls = { caCertificates: authority.certificate, client: null };
  const model = modelAt(baseUrl, {
    endpoint: { ready: true, poolKey: 'kept', baseUrl, auth: bearerAuth, trusted: true, tls },
  });
  await using gateway = await startGateway(configOf([choice(model)]));
  for (let turn = 0; turn < 100; turn += 1) {
    expect(await (await postTurn(gateway, hello)).json()).toEqual(helloCompletion);
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
  server.postMessage('how many sockets?');
  expect(await once(server, 'message')).toEqual([1]);
});

test('a refusal is told by its status, also where the socket breaks in its words', async () => {
  await using upstream = await startRawUpstream(({ socket }) => {
    socket.write('HTTP/1.1 401 Unauthorized\r\ncontent-length: 1000\r\n\r\n{"error":');
    // The gateway, in this process too, has read that after a round or two.
    setImmediate(() => setImmediate(() => setImmediate(() => socket.resetAndDestroy())));
  });
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  expect(await (await postTurn(gateway, hello)).json()).toMatchObject({
    error: { code: 'provider_auth_failed' },
  });
});

test('what a server says unasked as a turn comes is not its answer', async () => {
  const unasked = httpAnswer(JSON.stringify({ ...helloCompletion, id: 'of-another-turn' }));
  await using upstream = await startRawUpstream(({ socket }) => socket.write(answer));
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  await postTurn(gateway, hello);
  const caller = await callInTheSameRound(gateway, () => upstream.sockets[0]?.write(unasked));
  const answered = once(caller, 'data');
  expect(String((await answered)[0])).toContain(JSON.stringify(helloCompletion));
  expect(upstream.sockets).toHaveLength(2);
  expect(gateway.logs).toMatchObject([{ origin: new URL(upstream.url).origin }]);
  caller.destroy();
});

/** A server that answers on each socket once; `then` is what it does with what comes next on it. */
function answersOnceASocket(then: (socket: Socket) => void) {
  const used = new Set<Socket>();
  return startRawUpstream(({ socket }) => {
    if (used.has(socket)) then(socket);
    else socket.write(answer);
    used.add(socket);
  });
}

test.each<[string, (socket: Socket) => void]>([
  ['closes', (socket) => socket.end()],
  ['resets', (socket) => socket.resetAndDestroy()],
])('a turn on a kept socket that its server %s is sent on a new one', async (_, breaks) => {
  await using upstream = await answersOnceASocket(breaks);
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  await postTurn(gateway, hello);
  const response = await postTurn(gateway, hello);
  expect(response.headers.get('x-jackfield-attempts')).toBe('1');
  expect(await response.json()).toEqual(helloCompletion);
  expect(upstream.seen).toHaveLength(3);
  expect(upstream.seen[2]?.body).toEqual(upstream.seen[1]?.body);
  expect(upstream.sockets).toHaveLength(2);
  expect(gateway.logs).toEqual([]);
});

test.each<[string, (socket: Socket) => void]>([
  ['closed', (socket) => socket.destroy()],
  ['reset', (socket) => socket.resetAndDestroy()],
])('a socket that is %s as the turn comes is no failure', async (_, breaks) => {
  await using upstream = await startRawUpstream(({ socket }) => socket.write(answer));
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  await postTurn(gateway, hello);
  const caller = await callInTheSameRound(gateway, () => {
    const [socket] = upstream.sockets;
    if (socket !== undefined) breaks(socket);
  });
  const answered = once(caller, 'data');
  expect(String((await answered)[0])).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(upstream.seen).toHaveLength(2);
  caller.destroy();
});

/** A server that takes TCP each time, and speaks TLS with the first who comes alone; `asked` tells of each request. */
async function startServerOfOne(asked: (socket: Socket) => void) {
  const { certificate, key } = authority.forServer(['localhost']);
  const sockets: Socket[] = [];
  const speaks = createTlsServer({ cert: certificate, key }, (request, response) => {
    const [first] = sockets;
    if (first !== undefined) asked(first);
    request.resume().on('end', () => response.end(JSON.stringify(helloCompletion)));
  });
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (sockets.push(socket) === 1) speaks.emit('connection', socket);
    else socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const baseUrl = `https://localhost:${(server.address() as AddressInfo).port}/v1`;
  const tls = { caCertificates: authority.certificate, client: null };
  return {
    model: modelAt(baseUrl, {
      endpoint: { ready: true, poolKey: 'kept', baseUrl, auth: bearerAuth, trusted: true, tls },
    }),
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('a new connection has its deadline, also behind one that was kept', async () => {
  let turns = 0;
  await using server = await startServerOfOne((socket) => {
    turns += 1;
    if (turns > 1) socket.resetAndDestroy();
  });
  const deadlines = { connectMs: 200 };
  await using gateway = await startGateway(configOf([choice(server.model, { deadlines })]));
  await postTurn(gateway, hello);
  const response = await postTurn(gateway, hello);
  expect(await response.json()).toMatchObject({ error: { code: 'upstream_connect_timeout' } });
});

test('a caller who leaves closes the connection that is made behind one that was kept', async () => {
  await using server = await startServerOfOne(() => undefined);
  await using gateway = await startGateway(configOf([choice(server.model)]));
  await postTurn(gateway, hello);
  const caller = await callInTheSameRound(gateway, () => server.sockets[0]?.destroy());
  await until(() => server.sockets.length === 2);
  caller.destroy();
  await until(() => server.sockets[1]?.destroyed === true);
  expect(server.sockets).toHaveLength(2);
});

/** Sends a turn, and has `happen` what the gateway hears of in the same round of its event loop. */
async function callInTheSameRound(gateway: StartedGateway, happen: () => void): Promise<Socket> {
  const caller = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  await once(caller, 'connect');
  const body = JSON.stringify(hello);
  caller.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: here\r\nauthorization: Bearer ${agentKey}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  happen();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  return caller;
}

test.each<[string, (socket: Socket) => unknown]>([
  ['after a second of silence', (socket) => setTimeout(() => socket.destroy(), 1_050)],
  ['behind an answer’s head', (socket) => socket.end(answer.slice(0, -10))],
  ['behind a word that it is at work', (socket) => socket.end('HTTP/1.1 102 Processing\r\n\r\n')],
])('a server that breaks off %s is not asked again', async (_, breaks) => {
  await using upstream = await answersOnceASocket(breaks);
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  await postTurn(gateway, hello);
  const response = await postTurn(gateway, hello);
  expect(response.status).toBe(502);
  expect(upstream.seen).toHaveLength(2);
});

test('a new socket that its server closes is not asked twice', async () => {
  await using upstream = await startRawUpstream(({ socket }) => socket.end());
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  expect((await postTurn(gateway, hello)).status).toBe(502);
  expect(upstream.seen).toHaveLength(1);
});

test('what is sent on a new socket can still be left by its caller', async () => {
  await using upstream = await answersOnceASocket((socket) => socket.end());
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  await postTurn(gateway, hello);
  upstream.answer = ({ socket }) => {
    if (upstream.sockets.length === 1) socket.end();
  };
  const leaving = new AbortController();
  const left = postTurn(gateway, hello, { signal: leaving.signal }).catch(
    (error: Error) => error.name,
  );
  await until(() => upstream.seen.length === 3);
  leaving.abort();
  expect(await left).toBe('AbortError');
  await until(() => upstream.sockets[1]?.destroyed === true);
});
