import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { DialGuard } from '../../src/endpoint/dial-guard.ts';
import type { BrokenServer } from './broken-server.ts';
import { certificates, shortlyBeforeTheEnd } from './certificates.ts';
import type { Differences, StartedServer } from './good-server.ts';

/** Something that listens, and is no web server. */
async function startSocketServer(greet: (socket: Socket) => void): Promise<StartedServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An address at which nothing listens any more. */
async function startNothing(): Promise<StartedServer> {
  const server = await startSocketServer(() => {});
  await server[Symbol.asyncDispose]();
  return { url: server.url, async [Symbol.asyncDispose]() {} };
}

function redirectsTo(location: string): Differences {
  return {
    onRequest(request, response) {
      request.resume();
      response.writeHead(307, { location }).end();
      return true;
    },
  };
}

/** A guard whose look-up of names ends as a test wants it. */
function lookup(answer: (callback: (error: NodeJS.ErrnoException) => void) => void): DialGuard {
  return {
    lookup: (_name, _options, callback) =>
      answer((error) => {
        callback(error, '');
      }),
    vetLiteral: () => {},
  };
}

function coded(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error('The address is not one of ours.'), { code });
}

const named = { url: 'http://model.invalid/v1' };

/** Row 44 and addresses at which no endpoint is. */
export const brokenAddresses: readonly BrokenServer[] = [
  {
    id: 'path-without-v1',
    row: 44,
    server: { paths: ['/v1/chat/completions'] },
    target: (url) => ({ url: url.replace(/\/v1$/, '') }),
  },
  {
    id: 'path-without-v1',
    row: 44,
    how: 'which doesn’t belong to it',
    server: { paths: ['/chat/completions'] },
  },
  {
    id: 'path-without-v1',
    row: 44,
    how: 'which is told with status 200',
    evidence: 'lmstudio-bug-tracker#618',
    server: {
      onRequest(request, response) {
        if (request.url === '/v1/chat/completions') return false;
        request.resume();
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{"error":"Unexpected endpoint or method. Returning 200 anyway"}');
        return true;
      },
    },
    target: (url) => ({ url: url.replace(/\/v1$/, '') }),
  },
  { id: 'not-found', row: null, server: { paths: ['/api/chat/completions'] } },
  {
    id: 'not-found',
    row: null,
    how: 'although its words name the model by chance',
    server: { paths: ['/api/chat/completions'] },
    target: { modelId: 'chat' },
  },
  {
    id: 'html-answer',
    row: 3,
    evidence: 'n8n#37959',
    server: {
      onRequest(request, response) {
        request.resume();
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<!doctype html><title>Log in</title>');
        return true;
      },
    },
  },
  { id: 'redirect', row: null, server: redirectsTo('https://example.com/v1/chat/completions') },
  {
    id: 'no-answer',
    row: null,
    server: { onRequest: () => true },
    options: { exchangeLimitMs: 700 },
  },
  {
    id: 'connection-closed',
    row: null,
    server: {
      onRequest(request) {
        request.socket.destroy();
        return true;
      },
    },
  },
  {
    id: 'connection-closed',
    row: null,
    how: 'not HTTP',
    server: () => startSocketServer((socket) => socket.write('SSH-2.0-OpenSSH_9.9\r\n')),
  },
  {
    id: 'connection-closed',
    row: null,
    how: 'http to a TLS port',
    server: { tls: certificates.trusted },
    target: (url) => ({ url: url.replace('https:', 'http:') }),
  },
  { id: 'connection-refused', row: null, server: startNothing },
  {
    id: 'tls-invalid',
    row: null,
    how: 'self-signed',
    server: { tls: certificates.selfSigned },
  },
  { id: 'tls-invalid', row: null, how: 'expired', server: { tls: certificates.expired } },
  {
    id: 'tls-invalid',
    row: null,
    how: 'https to a port without TLS',
    server: {},
    target: (url) => ({ url: url.replace('http:', 'https:') }),
  },
  {
    id: 'certificate-expiring',
    row: null,
    server: { tls: certificates.trusted },
    options: { date: () => shortlyBeforeTheEnd },
  },
  {
    id: 'name-unknown',
    row: null,
    server: {},
    target: named,
    options: { guard: lookup((fail) => fail(coded('ENOTFOUND'))) },
  },
  {
    id: 'address-refused',
    row: null,
    server: {},
    target: named,
    options: { guard: lookup((fail) => fail(coded('ADDRESS_REFUSED'))) },
  },
  {
    id: 'address-refused',
    row: null,
    how: 'a literal one',
    server: {},
    options: {
      guard: {
        lookup: () => {},
        vetLiteral() {
          throw coded('ADDRESS_REFUSED');
        },
      },
    },
  },
  {
    id: 'connect-timeout',
    row: null,
    how: 'its name is never resolved',
    server: {},
    target: named,
    options: { exchangeLimitMs: 300, guard: lookup(() => {}) },
  },
];
