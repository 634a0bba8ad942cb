import { mkdir, writeFile } from 'node:fs/promises';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfiguration } from '../src/configuration.ts';
import { createHardenedServer } from '../src/server/create-server.ts';
import { servePage } from '../src/server/serve-page.ts';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';

let folder: DataFolder;
let program: Program;
let url: string;

beforeAll(async () => {
  folder = await dataFolder();
  program = startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: folder.path,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    JACKFIELD_ALLOWED_HOSTS: 'models.example.com, 10.0.0.7, ::2',
    JACKFIELD_CORS_ORIGINS: 'https://app.example.com',
  });
  url = await program.ready;
}, 30_000);

afterAll(async () => {
  await program[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** Bytes onto a socket, and all that comes back. */
async function ask(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

async function get(path: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const asked = httpRequest(`${url}${path}`, { headers, agent: false });
  asked.end();
  // Holds: that is what `response` is called with.
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  return response;
}

describe('case 45: a request that two servers could read differently', () => {
  const post = 'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\n';
  const hidden = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';

  test.each([
    ['two lengths', `${post}Content-Length: 0\r\nContent-Length: 44\r\n\r\n${hidden}`],
    ['the same length twice', `${post}Content-Length: 0\r\nContent-Length: 0\r\n\r\n`],
    ['a list of lengths', `${post}Content-Length: 0, 0\r\n\r\n`],
    ['a length with a sign', `${post}Content-Length: +0\r\n\r\n`],
    [
      'a length and chunks',
      `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    ],
    [
      'chunks and a length',
      `${post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${hidden}`,
    ],
    ['an unknown encoding', `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
    ['chunks that are not last', `${post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    [
      'two encodings',
      `${post}Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a space before the colon', `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`],
    [
      'chunks in HTTP/1.0',
      `POST /api/v1/session HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    ],
    ['a folded header', `${post}X-A: b\r\n Content-Length: 4\r\n\r\n`],
    ['a bare line feed', `${post}X-A: b\nContent-Length: 4\r\n\r\n`],
    ['bare line feeds alone', 'GET /healthz HTTP/1.1\nHost: localhost\n\n'],
    ['a bare carriage return', `${post}X-A: b\rContent-Length: 4\r\n\r\n`],
    ['a NUL', `${post}X-A: b\0c\r\n\r\n`],
    [
      'a chunk size that is hexadecimal twice',
      `${post}Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n`,
    ],
    ['a chunk that ends in a line feed', `${post}Transfer-Encoding: chunked\r\n\r\n0\n\n`],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n'],
    ['two hosts', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nhost: localhost\r\n\r\n'],
    ['a whole URL', 'GET http://localhost/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    [
      'a whole URL of another',
      'GET http://evil.example/api/v1/agents HTTP/1.1\r\nHost: localhost\r\n\r\n',
    ],
  ])('is refused, and nothing after it is read: %s', async (_what, bytes) => {
    const answer = await ask(bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(answer.toLowerCase()).toContain('connection: close');
  });
});

describe('case 27: the host of a request', () => {
  const { port } = { port: 4_100 };

  test.each([
    ['127.0.0.1'],
    [`localhost:${port}`],
    ['LOCALHOST'],
    ['127.9.9.9:1'],
    ['[::1]:80'],
    ['app.localhost'],
    ['models.example.com'],
    ['Models.Example.com.:8443'],
    ['10.0.0.7:4100'],
    ['[::2]'],
  ])('may be this machine, or one that is named: %s', async (host) => {
    expect((await get('/v1/models', { host })).statusCode).toBe(401);
    expect((await get('/api/v1/openapi.json', { host })).statusCode).toBe(200);
  });

  test.each([
    ['evil.example'],
    ['evil.example:4100'],
    ['127.0.0.1.evil.example'],
    ['localhost.evil.example'],
    ['evil-models.example.com'],
    ['models.example.com.evil.example'],
    ['127.0.0.1@evil.example'],
    ['10.0.0.8'],
    ['0.0.0.0'],
    ['169.254.169.254'],
    ['[::3]'],
  ])(
    'that is another is refused by every plane with 421, and its key is not looked at: %s',
    async (host) => {
      const authorization = `Bearer ${adminToken}`;
      for (const path of ['/api/v1/agents', '/v1/models', '/', '/agents', '/api/v1/openapi.json']) {
        const { statusCode, headers } = await get(path, { host, authorization });
        expect([path, statusCode]).toEqual([path, 421]);
        expect(headers['x-request-id']).toMatch(/^req_/);
        expect(headers['x-jackfield-attempts']).toBe(path.startsWith('/v1/') ? '0' : undefined);
      }
      // What a load balancer asks knows no name.
      expect((await get('/healthz', { host })).statusCode).toBe(200);
      expect((await get('/readyz', { host })).statusCode).toBe(200);
    },
  );

  test.each([
    [{}, '127.0.0.1'],
    [{ JACKFIELD_HOST: 'localhost' }, 'localhost'],
    [{ JACKFIELD_HOST: '::1' }, '::1'],
  ])('is only this machine where nothing else can reach it: %j', (environment, name) => {
    expect(readConfiguration(environment, '/').allowedHosts).toEqual(new Set([name]));
  });

  test('is any where other machines can reach it and nobody has said which names it has', () => {
    expect(readConfiguration({ JACKFIELD_HOST: '0.0.0.0' }, '/').allowedHosts).toBeNull();
  });

  test.each(['https://a.example', 'a.example:80', 'a b', '*', '[::1]:80'])(
    'is refused as a setting when it is none: %s',
    (name) => {
      expect(() => readConfiguration({ JACKFIELD_ALLOWED_HOSTS: name }, '/')).toThrow(
        /JACKFIELD_ALLOWED_HOSTS/,
      );
    },
  );
});

describe("case 34: another site's page", () => {
  const asks = {
    origin: 'https://app.example.com',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization, content-type, x-stainless-os',
  };

  test('may call the gateway where its origin is named, with a key and never with a cookie', async () => {
    const preflight = await fetch(`${url}/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: asks,
    });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-allow-headers': '*, authorization',
      vary: 'origin',
    });
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    const { origin } = asks;
    const answer = await fetch(`${url}/v1/models`, { headers: { origin } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-expose-headers')).toContain('x-jackfield-model');
  });

  test.each([
    ['https://evil.example'],
    ['http://app.example.com'],
    ['https://app.example.com.evil.example'],
    ['https://app.example.com:8443'],
    ['null'],
  ])('may not read an answer of the gateway otherwise: %s', async (origin) => {
    const preflight = await fetch(`${url}/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: { ...asks, origin },
    });
    expect(preflight.status).toBe(405);
    const answer = await fetch(`${url}/v1/models`, { headers: { origin } });
    for (const { headers } of [preflight, answer]) {
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test.each(['/api/v1/agents', '/api/v1/session', '/', '/healthz-not'])(
    'may not read anything else, wherever it comes from: %s',
    async (path) => {
      const preflight = await fetch(`${url}${path}`, { method: 'OPTIONS', headers: asks });
      const answer = await fetch(`${url}${path}`, { headers: { origin: asks.origin } });
      for (const { headers } of [preflight, answer]) {
        expect(headers.get('access-control-allow-origin')).toBeNull();
      }
    },
  );

  test.each(['*', 'https://a.example/', 'https://a.example/path', 'a.example', 'null'])(
    'is not let in by a setting that is no origin: %s',
    (origin) => {
      expect(() => readConfiguration({ JACKFIELD_CORS_ORIGINS: origin }, '/')).toThrow(
        /JACKFIELD_CORS_ORIGINS/,
      );
    },
  );

  test('is let in nowhere by default', () => {
    expect(readConfiguration({}, '/').corsOrigins.size).toBe(0);
  });
});

describe('every answer', () => {
  const hardened = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
  };
  const page = { origin: 'https://app.example.com' };

  test.each<[string, string, RequestInit]>([
    ['a document', '/', {}],
    ['a document of another path', '/agents', {}],
    ['a file that is not there', '/assets/nothing.js', {}],
    ['another method than GET for a document', '/', { method: 'POST' }],
    ['a gateway path', '/v1/models', {}],
    ['a turn without a key', '/v1/chat/completions', { method: 'POST', body: '{}' }],
    ['another method than POST for a turn', '/v1/chat/completions', {}],
    ['a gateway path that is none', '/v1/nothing', {}],
    ['a gateway path for a page of another site', '/v1/models', { headers: page }],
    [
      'what such a page may ask for',
      '/v1/models',
      { method: 'OPTIONS', headers: { ...page, 'access-control-request-method': 'GET' } },
    ],
    ['health', '/healthz', {}],
    ['readiness', '/readyz', {}],
    ['a REST path', '/api/v1/agents', {}],
    ['the documentation', '/api/v1/docs', {}],
    ['a REST path that is none', '/api/v1/nothing', {}],
  ])(
    'forbids to guess its type, to say where it came from and to load it elsewhere: %s',
    async (_what, path, init) => {
      const { headers } = await fetch(`${url}${path}`, init);
      expect(Object.fromEntries(headers)).toMatchObject(hardened);
    },
  );

  test.each(['/', '/v1/models', '/api/v1/agents'])('does so where it refuses: %s', async (path) => {
    expect((await get(path, { host: 'evil.example' })).headers).toMatchObject(hardened);
  });

  test.each<[string, RequestListener]>([
    ['at its end', (_, response) => response.end('a')],
    ['by its status', (_, response) => response.writeHead(204).end()],
    ['with headers set before', (_, response) => response.setHeader('x-a', 'b').end('a')],
    [
      'with headers of its head',
      (_, response) => response.writeHead(200, { 'x-a': 'b', 'content-length': 1 }).end('a'),
    ],
    [
      'with both',
      (_, response) => response.setHeader('x-b', 'c').writeHead(200, { 'x-a': 'b' }).end('a'),
    ],
    ['with a list', (_, response) => response.writeHead(200, ['x-a', 'b', 'x-a', 'c']).end('a')],
    ['with a reason', (_, response) => response.writeHead(200, 'So', { 'x-a': 'b' }).end('a')],
    [
      'with one of these itself',
      (_, response) => response.writeHead(200, ['Referrer-Policy', 'no-referrer']).end('a'),
    ],
    [
      'piece by piece',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.flushHeaders();
        response.write('a');
        response.end('b');
      },
    ],
  ])('does so, and says it once, however it is given: %s', async (_how, listener) => {
    const server = createHardenedServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    // Holds: the server listens on TCP.
    const { port } = server.address() as AddressInfo;
    const { headers } = await fetch(`http://127.0.0.1:${port}/`);
    expect(Object.fromEntries(headers)).toMatchObject(hardened);
    server.closeAllConnections();
    server.close();
  });

  test.each(['/', '/agents/x', '/api/v1/agents', '/api/v1/docs'])(
    'runs nothing that stands in it, and is framed by nobody: %s',
    async (path) => {
      const policy = (await fetch(`${url}${path}`)).headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
    },
  );

  test('of the page gives up what a browser could grant it', async () => {
    const { headers } = await fetch(url);
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('microphone=()');
  });
});

describe('case 46: files of the page', () => {
  let page: Server;
  let pageUrl: string;
  const secret = 'outside-canary';

  beforeAll(async () => {
    const dist = join(folder.path, 'dist');
    await mkdir(join(dist, 'assets'), { recursive: true });
    await writeFile(join(dist, 'index.html'), 'The page.');
    await writeFile(join(dist, 'assets', 'a.js'), 'let a;');
    await writeFile(join(dist, 'assets', 'a.js.br'), '(as brotli)');
    await writeFile(join(dist, '.env'), secret);
    await writeFile(join(folder.path, 'secret.txt'), secret);
    await mkdir(join(folder.path, 'dist-other'));
    await writeFile(join(folder.path, 'dist-other', 'secret.txt'), secret);
    page = createServer(servePage(dist)).listen(0, '127.0.0.1');
    await once(page, 'listening');
    // Holds: the server listens on TCP.
    pageUrl = String((page.address() as AddressInfo).port);
  });
  afterAll(() => void page.close());

  async function raw(path: string, encodings = 'identity'): Promise<string> {
    const socket = connect(Number(pageUrl), '127.0.0.1');
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: ${encodings}\r\nConnection: close\r\n\r\n`,
    );
    return text(socket);
  }

  test('are those in its folder', async () => {
    expect(await raw('/assets/a.js')).toContain('let a;');
    expect(await raw('/agents/one')).toContain('The page.');
  });

  test('come compressed to whoever can read that', async () => {
    const compressed = await raw('/assets/a.js', 'gzip, br');
    expect(compressed).toMatch(/^content-encoding: br\r$/im);
    expect(compressed).toMatch(/^vary: accept-encoding\r$/im);
    expect(compressed).toMatch(/^cache-control: public, max-age=31536000, immutable\r$/im);
    expect(compressed).toContain('(as brotli)');
    expect(await raw('/assets/a.js')).toContain('let a;');
  });

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/%252e%252e%252fsecret.txt',
    '/..%c0%afsecret.txt',
    '/../dist-other/secret.txt',
    '/..%2fdist-other%2fsecret.txt',
    '//../secret.txt',
    '/.env',
    '/%2eenv',
    '/assets/..%2f.env',
    '/%00',
    '/%',
    '/%ff',
  ])('end at its edge: %s', async (path) => {
    const answer = await raw(path);
    expect(answer).toMatch(/^HTTP\/1\.1 (?:200|400|404) /);
    expect(answer).not.toContain(secret);
  });
});
