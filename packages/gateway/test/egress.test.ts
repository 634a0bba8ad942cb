import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeUpstream, type FakeUpstream } from './fake-upstream.ts';
import { hello, postTurn } from './post-turn.ts';
import { bearerAuth, choice, configOf, modelAt, startGateway } from './start-gateway.ts';

/** Listens on every local address and remembers whether anybody so much as connected. */
let sentinel: { port: number; connections: () => number; close: () => Promise<unknown> };
let upstream: FakeUpstream;

beforeAll(async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  sentinel = {
    port,
    connections: () => connections,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
  upstream = await startFakeUpstream();
});

afterAll(async () => {
  await sentinel.close();
  await upstream[Symbol.asyncDispose]();
});

function connectionTo(baseUrl: string) {
  return modelAt(baseUrl, {
    endpoint: { ready: true, poolKey: baseUrl, baseUrl, auth: bearerAuth, trusted: false },
  });
}

describe('case 1: a connection to an address nobody allowed', () => {
  test.each([
    '127.0.0.1',
    'localhost',
    'LOCALHOST',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '１２７.0.0.1',
    '127。0。0。1',
  ])('gets no byte through: %s', async (host) => {
    const before = sentinel.connections();
    await using gateway = await startGateway(
      configOf([choice(connectionTo(`http://${host}:${sentinel.port}/v1`))]),
    );
    const response = await postTurn(gateway, hello);
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ error: { code: 'endpoint_not_allowed' } });
    expect(sentinel.connections()).toBe(before);
  });

  // Whether a name with a dot at its end resolves at all is the system's business.
  test('gets no byte through: localhost.', async () => {
    await using gateway = await startGateway(
      configOf([choice(connectionTo(`http://localhost.:${sentinel.port}/v1`))]),
    );
    expect((await postTurn(gateway, hello)).status).toBe(502);
    expect(sentinel.connections()).toBe(0);
  });

  test('is carried once its host:port is allowed, and no other port with it', async () => {
    const name = `127.0.0.1:${upstream.port}`;
    const config = configOf([choice(connectionTo(upstream.url))], { allowed: [name] });
    await using gateway = await startGateway(config);
    expect((await postTurn(gateway, hello)).status).toBe(200);
    const other = connectionTo(`http://127.0.0.1:${sentinel.port}`);
    gateway.gateway.load(configOf([choice(other)], { allowed: [name], version: 2 }));
    expect((await postTurn(gateway, hello)).status).toBe(502);
    expect(sentinel.connections()).toBe(0);
  });

  test('is refused again as soon as the allowance is taken back', async () => {
    const model = connectionTo(upstream.url);
    await using gateway = await startGateway(
      configOf([choice(model)], { allowed: [`127.0.0.1:${upstream.port}`] }),
    );
    expect((await postTurn(gateway, hello)).status).toBe(200);
    gateway.gateway.load(configOf([choice(model)], { version: 2 }));
    expect(await (await postTurn(gateway, hello)).json()).toMatchObject({
      error: { code: 'endpoint_not_allowed' },
    });
  });
});

describe('case 18: sockets', () => {
  test('are used again within a connection, and never shared between two credentials', async () => {
    await using shared = await startFakeUpstream();
    const version = (poolKey: string) =>
      modelAt(shared.url, {
        endpoint: { ready: true, poolKey, baseUrl: shared.url, auth: bearerAuth, trusted: true },
      });
    await using gateway = await startGateway(configOf([choice(version('con_1 v1'))]));
    for (let turn = 0; turn < 5; turn += 1) await (await postTurn(gateway, hello)).text();
    expect(shared.connections()).toBe(1);
    gateway.gateway.load(configOf([choice(version('con_1 v2'))], { version: 2 }));
    for (let turn = 0; turn < 5; turn += 1) await (await postTurn(gateway, hello)).text();
    expect(shared.connections()).toBe(2);
  });
});
