import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { makeCertificateAuthority } from '@jackfield/fake-upstream';
import { Secret, type Endpoint, type EndpointTls } from '@jackfield/gateway-config';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { helloCompletion } from './fake-upstream.ts';
import { hello, postTurn } from './post-turn.ts';
import { bearerAuth, choice, configOf, modelAt, startGateway } from './start-gateway.ts';

const authority = makeCertificateAuthority('Our authority');
const stranger = makeCertificateAuthority('Our authority');
const clientOf = (name: string, by = authority): EndpointTls['client'] => {
  const { certificate, key } = by.forClient(name);
  return { certificate, key: new Secret(key) };
};
const caCertificates = authority.certificate;

/** Who each request came from, by the client certificate; a server that lets nobody in without one. */
const seen: string[] = [];
const sockets = new Set<TLSSocket>();
let port: number;
const server = createServer(
  {
    ...certificateOf(authority.forServer(['localhost'])),
    ca: authority.certificate,
    requestCert: true,
  },
  (request, response) => {
    // Holds: it is a server of https.
    const socket = request.socket as TLSSocket;
    sockets.add(socket);
    const { CN } = socket.getPeerCertificate().subject;
    seen.push(String(CN));
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify(
        request.url?.endsWith('/models')
          ? { object: 'list', data: [{ id: 'ours', object: 'model' }] }
          : helloCompletion,
      ),
    );
  },
);

function certificateOf({ certificate, key }: { certificate: string; key: string }) {
  return { cert: certificate, key };
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

function endpointWith(tls: EndpointTls | undefined, poolKey = 'con_1 1'): Endpoint {
  const baseUrl = `https://localhost:${port}/v1`;
  return {
    ready: true,
    poolKey,
    baseUrl,
    auth: bearerAuth,
    trusted: true,
    ...(tls === undefined ? {} : { tls }),
  };
}

function modelWith(tls: EndpointTls | undefined, poolKey?: string) {
  return modelAt('', { streaming: false, endpoint: endpointWith(tls, poolKey) });
}

describe('a connection with certificates of its own', () => {
  test('carries turns, tries and lists of models to a server that demands a client certificate', async () => {
    const model = modelWith({ caCertificates, client: clientOf('jackfield') });
    await using gateway = await startGateway(configOf([choice(model)]));
    expect((await postTurn(gateway, hello)).status).toBe(200);
    const { signal } = new AbortController();
    expect((await gateway.gateway.tryModel(model, signal)).ready).toBe(true);
    if (!model.endpoint.ready) throw new Error('It is ready.');
    const list = await gateway.gateway.listModels('openai', model.endpoint, signal);
    expect(list).toMatchObject({ models: [expect.objectContaining({ id: 'ours' })] });
    expect(seen).toEqual(['jackfield', 'jackfield', 'jackfield']);
  });

  test.each([
    [
      'no client certificate',
      { caCertificates, client: null },
      /client certificate|closed the connection/,
    ],
    [
      'one of another authority',
      { caCertificates, client: clientOf('x', stranger) },
      /client certificate|closed the connection/,
    ],
    [
      'another authority of the same name',
      { caCertificates: stranger.certificate, client: clientOf('x') },
      /no valid TLS certificate/,
    ],
    [
      'the public authorities',
      { caCertificates: null, client: clientOf('x') },
      /no valid TLS certificate/,
    ],
    ['nothing of its own', undefined, /no valid TLS certificate/],
  ])('gets nothing through with %s', async (_, tls, words) => {
    const before = seen.length;
    await using gateway = await startGateway(configOf([choice(modelWith(tls))]));
    const answer = await postTurn(gateway, hello);
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({
      error: { code: 'upstream_unavailable', message: expect.stringMatching(words) },
    });
    expect(seen.length).toBe(before);
  });

  test('case 18: has sockets of its own, whoever else talks to that server', async () => {
    const [one, other] = [clientOf('one'), clientOf('other')];
    sockets.clear();
    for (const [client, poolKey] of [
      [one, 'con_1 1'],
      [other, 'con_2 1'],
    ] as const) {
      const model = modelWith({ caCertificates, client }, poolKey);
      await using gateway = await startGateway(configOf([choice(model)]));
      for (let turn = 0; turn < 3; turn += 1) await (await postTurn(gateway, hello)).text();
    }
    expect(seen.slice(-6)).toEqual(['one', 'one', 'one', 'other', 'other', 'other']);
    expect(sockets.size).toBe(2);
  });

  test('that OpenSSL no longer takes fails its turns, and nothing else', async () => {
    const broken = modelWith({
      caCertificates,
      client: { certificate: 'none', key: new Secret('') },
    });
    const well = modelWith({ caCertificates, client: clientOf('jackfield') }, 'con_2 1');
    await using gateway = await startGateway(configOf([choice(broken), choice(well)]));
    const answer = await postTurn(gateway, hello);
    expect([answer.status, answer.headers.get('x-jackfield-attempts')]).toEqual([200, '2']);
  });
});
