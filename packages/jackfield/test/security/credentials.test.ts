import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCertificateAuthority } from '@jackfield/fake-upstream';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { adminToken } from '../start-program.ts';
import { rawRequest } from './raw-request.ts';
import {
  answerOf,
  chunk,
  completion,
  saying,
  startRawUpstream,
  streamOf,
  type RawUpstream,
} from './raw-upstream.ts';
import {
  credential,
  expectUnharmed,
  hello,
  newConnection,
  runJackfield,
  type Answer,
  type MadeAgent,
  type RunningJackfield,
} from './run-jackfield.ts';
import { startHandDns, type HandDns } from './start-hand-dns.ts';

const certificates = fileURLToPath(
  new URL('../../../byom/test/gallery/certificates', import.meta.url),
);

let jackfield: RunningJackfield;
let dns: HandDns;
let upstream: RawUpstream;
/** Another server that connections may reach: what comes here, somebody has stolen. */
let thief: RawUpstream;
let saved: { id: string; model: string };
let agent: MadeAgent;

beforeAll(async () => {
  dns = await startHandDns();
  upstream = await startRawUpstream();
  thief = await startRawUpstream();
  jackfield = await runJackfield({
    ...dns.environment,
    NODE_EXTRA_CA_CERTS: join(certificates, 'authority.pem'),
    JACKFIELD_ALLOW_ENDPOINTS: `${upstream.endpoint},${thief.endpoint}`,
  });
  saved = await jackfield.connect({ url: upstream.url });
  agent = await jackfield.agentOn(saved.model);
});

afterEach(() => {
  upstream.answer = saying('Hello.');
});

afterAll(async () => {
  await expectUnharmed(jackfield);
  await jackfield[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
  await thief[Symbol.asyncDispose]();
  await dns[Symbol.asyncDispose]();
});

describe('case 14: a credential that was saved', () => {
  test('stays where it was given for: URL and auth method change with a fresh one only', async () => {
    const elsewhere: object[] = [
      { url: thief.url },
      { url: `https://${upstream.endpoint}/v1` },
      { url: `http://localhost:${upstream.port}/v1` },
      { url: thief.url, auth: { method: 'bearer' } },
      { auth: { method: 'x-api-key' } },
      { url: thief.url, auth: { method: 'x-api-key' } },
      // As GET answered it, with another URL.
      { url: thief.url, auth: { method: 'bearer', hasCredential: true } },
      { url: thief.url, auth: { method: 'bearer', credential: '' } },
      { url: thief.url, auth: { method: 'bearer', credential: null } },
      { url: thief.url, auth: null },
    ];
    await jackfield.allow(`localhost:${upstream.port}`);
    for (const change of elsewhere) {
      for (const request of [
        `PATCH /connections/${saved.id}`,
        `POST /connections/${saved.id}/check`,
      ]) {
        const answer = await jackfield.rest(request, change);
        expect([JSON.stringify(change), answer.status]).toEqual([JSON.stringify(change), 422]);
      }
    }
    expect(thief.seen).toEqual([]);
    expect((await jackfield.turn(agent.key)).status).toBe(200);
    expect(upstream.seen.at(-1)?.head).toContain(`authorization: Bearer ${credential}`);
  });

  test('is gone once the auth method is none, and doesn’t come back with it', async () => {
    const { id, model } = await jackfield.connect({ url: upstream.url });
    const caller = await jackfield.agentOn(model);
    const none = await jackfield.rest(`PATCH /connections/${id}`, {
      url: thief.url,
      auth: { method: 'none' },
    });
    expect(none.status).toBe(200);
    await jackfield.turn(caller.key);
    expect(thief.seen.at(-1)?.head).not.toMatch(/authorization|x-api-key/i);
    const back = await jackfield.rest(`PATCH /connections/${id}`, { auth: { method: 'bearer' } });
    expect([back.status, back.body.code]).toEqual([422, 'credential_required']);
  });

  test('of a provider stays with its base URL', async () => {
    const fields = { apiKey: 'provider-canary-71', baseUrl: upstream.url };
    expect((await jackfield.rest('PUT /providers/mistral/credentials', fields)).status).toBe(200);
    for (const change of [{ baseUrl: thief.url }, { baseUrl: thief.url, apiKey: '' }]) {
      const answer = await jackfield.rest('PUT /providers/mistral/credentials', change);
      expect([answer.status, answer.body.code]).toEqual([422, 'credentials_incomplete']);
    }
    await jackfield.rest('POST /providers/mistral/check');
    expect(JSON.stringify(thief.seen)).not.toContain('provider-canary');
  });
});

/** A stream that says hello, and ends otherwise once the caller has heard that. */
async function streamThatBreaks(
  end: string,
  headers: readonly string[],
): Promise<{ headers: Headers; text: string }> {
  const asked = Promise.withResolvers<() => void>();
  upstream.answer = (socket) => {
    const head = ['HTTP/1.1 200 OK', 'content-type: text/event-stream', ...headers].join('\r\n');
    socket.write(`${head}\r\n\r\ndata: ${chunk({ role: 'assistant', content: 'Hello' })}\n\n`);
    asked.resolve(() => socket.end(end));
  };
  const response = await fetch(`${jackfield.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${agent.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...hello, stream: true }),
  });
  (await asked.promise)();
  return { headers: response.headers, text: await response.text() };
}

/** What an upstream may write its own request's credential as. */
const echoes: readonly (readonly [form: string, write: (value: string) => string])[] = [
  ['as it is', (value) => value],
  ['in a URL', (value) => encodeURIComponent(`Bearer ${value}`)],
  ['in base64', (value) => Buffer.from(value).toString('base64')],
  ['in base64 of the header', (value) => Buffer.from(`Bearer ${value}`).toString('base64')],
  ['in hexadecimal', (value) => Buffer.from(value).toString('hex')],
  ['in upper case', (value) => value.toUpperCase()],
];

describe('case 16: an upstream that echoes our headers back', () => {
  test.each(echoes)('tells a caller no credential, and no log: %s', async (_form, write) => {
    const echoed = write(credential);
    const error = JSON.stringify({
      error: { message: `Bad header: ${echoed}`, type: echoed, code: echoed, param: echoed },
    });
    const headers = [`x-echo: ${echoed}`, `set-cookie: echo=${echoed}`, `location: /${echoed}`];
    for (const status of ['400 Bad', '401 Unauthorized', '404 Gone', '429 Slow', '500 Broken']) {
      for (const body of [
        error,
        `Bad header: ${echoed}`,
        `<html>${echoed}</html>`,
        `{"detail":"${echoed}"}`,
      ]) {
        upstream.answer = (socket) => socket.write(answerOf(body, { status, headers }));
        const turn = await jackfield.turn(agent.key);
        const heard = JSON.stringify([...turn.headers]) + turn.text;
        expect(heard.toLowerCase()).not.toContain(echoed.toLowerCase());
      }
    }
    const streamed = await streamThatBreaks(`data: ${error}\n\n`, headers);
    expect(streamed.text).toContain('Hello');
    const heard = (JSON.stringify([...streamed.headers]) + streamed.text).toLowerCase();
    expect(heard).not.toContain(echoed.toLowerCase());
    expect(jackfield.program.stderr().toLowerCase()).not.toContain(echoed.toLowerCase());
  });

  test('has none of its own headers passed on with an answer either', async () => {
    upstream.answer = saying('Hello.', [`x-echo: ${credential}`, `x-request-id: ${credential}`]);
    for (const body of [hello, { ...hello, stream: true }]) {
      const turn = await jackfield.turn(agent.key, body);
      expect(turn.status).toBe(200);
      expect(JSON.stringify([...turn.headers])).not.toContain(credential);
    }
  });

  test('shows a checker none in its report', async () => {
    upstream.answer = (socket, { head }) =>
      socket.write(answerOf(JSON.stringify({ error: { message: head } }), { status: '400 Bad' }));
    const report = await jackfield.rest(`POST /connections/${saved.id}/check`);
    expect(report.status).toBe(200);
    expect(report.text).not.toContain(credential);
  });
});

describe('case 18: two owners on one server', () => {
  test('each send their own credential, whatever runs at the same time', async () => {
    const owners = await Promise.all(
      ['owner-a-key-canary', 'owner-b-key-canary', 'owner-c-key-canary'].map(async (key, index) => {
        const method = index === 1 ? 'x-api-key' : 'bearer';
        const auth = { method, credential: key };
        const { model } = await jackfield.connect({ url: upstream.url, auth });
        return { key, agent: await jackfield.agentOn(model) };
      }),
    );
    // Each answer tells whose credential it was asked with, and on which socket.
    const keyOnSocket = new Map<number, string>();
    upstream.answer = (socket, request) => {
      const key = /owner-[abc]-key-canary/.exec(request.head)?.[0] ?? 'none';
      const before = keyOnSocket.get(request.connection) ?? key;
      keyOnSocket.set(request.connection, before);
      saying(before === key ? `For ${key}.` : 'Another owner’s socket.')(socket, request);
    };
    const turns = Array.from({ length: 120 }, async (_, index) => {
      const owner = owners[index % owners.length];
      const turn = await jackfield.turn(owner?.agent.key ?? '', {
        ...hello,
        stream: index % 2 === 0,
      });
      expect(turn.text).toContain(`For ${owner?.key}.`);
    });
    await Promise.all(turns);
  });

  test('each are told of the other nothing when one credential is changed', async () => {
    const { id, model } = await jackfield.connect({ url: upstream.url });
    const caller = await jackfield.agentOn(model);
    await jackfield.turn(caller.key);
    const before = upstream.seen.at(-1)?.connection;
    const auth = { method: 'bearer', credential: 'changed-credential-canary' };
    await jackfield.rest(`PATCH /connections/${id}`, { auth });
    await jackfield.turn(caller.key);
    expect(upstream.seen.at(-1)?.head).toContain('changed-credential-canary');
    expect(upstream.seen.at(-1)?.connection).not.toBe(before);
  });
});

describe('case 19: a second answer that nobody asked for', () => {
  const poison = answerOf(completion('POISON'));
  const poisonedStream = streamOf(
    `data: ${chunk({ role: 'assistant', content: 'POISON' }, 'stop')}\n\ndata: [DONE]\n\n`,
  );

  test.each<[string, boolean]>([
    ['in one write with the first', true],
    ['right behind it', false],
  ])('never reaches the next turn, over 20 connections: %s', async (_how, inOneWrite) => {
    upstream.answer = (socket, request) => {
      const sent: Buffer[] = [];
      saying('Mine.')({ write: (bytes: Buffer) => sent.push(bytes) } as never, request);
      const extra = request.body.includes('"stream":true') ? poisonedStream : poison;
      if (inOneWrite) socket.write(Buffer.concat([...sent, extra]));
      else for (const bytes of [...sent, extra]) socket.write(bytes);
    };
    for (let round = 0; round < 5; round += 1) {
      const turns = Array.from({ length: 20 }, (_, index) =>
        jackfield.turn(agent.key, { ...hello, stream: index % 2 === 0 }),
      );
      for (const turn of await Promise.all(turns)) {
        expect(turn.text).toContain('Mine.');
        expect(turn.text).not.toContain('POISON');
      }
    }
  });

  test('never reaches the next request of a check', async () => {
    upstream.answer = (socket, request) => {
      const sent: Buffer[] = [];
      saying('Mine.')({ write: (bytes: Buffer) => sent.push(bytes) } as never, request);
      socket.write(Buffer.concat([...sent, poison]));
    };
    const report = await jackfield.rest(`POST /connections/${saved.id}/check`);
    expect(report.status).toBe(200);
    expect(report.text).not.toContain('POISON');
  });
});

describe('case 20: a TLS session', () => {
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = createServer(
      {
        key: readFileSync(join(certificates, 'server-key.pem')),
        cert: readFileSync(join(certificates, 'trusted.pem')),
      },
      (request, response) => {
        request.resume();
        // No socket is used again: each turn has a handshake, which may take an earlier session up.
        response.setHeader('connection', 'close');
        response.setHeader('content-type', 'application/json');
        response.end(completion('Hello.'));
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // Holds: the server listens on TCP.
    port = (server.address() as AddressInfo).port;
    await dns.say('other.test', ['127.0.0.1']);
    for (const host of ['localhost', 'other.test']) await jackfield.allow(`${host}:${port}`);
  });

  afterAll(() => new Promise((resolve) => server.close(() => resolve(undefined))));

  test('that was made with one name never lets another name pass', async () => {
    const named = async (host: string): Promise<MadeAgent> => {
      const { model } = await jackfield.connect({ url: `https://${host}:${port}/v1` });
      return jackfield.agentOn(model);
    };
    const good = await named('localhost');
    const other = await named('other.test');
    for (let round = 0; round < 10; round += 1) {
      expect((await jackfield.turn(good.key)).status).toBe(200);
      const turn = await jackfield.turn(other.key);
      expect([turn.status, turn.body.error.code]).toEqual([502, 'upstream_unavailable']);
      expect(turn.text).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
    }
  });

  test('is nothing that a connection’s own address takes along when it changes', async () => {
    const { id, model } = await jackfield.connect({ url: `https://localhost:${port}/v1` });
    const caller = await jackfield.agentOn(model);
    expect((await jackfield.turn(caller.key)).status).toBe(200);
    await jackfield.rest(`PATCH /connections/${id}`, {
      url: `https://other.test:${port}/v1`,
      auth: { method: 'bearer', credential },
    });
    expect((await jackfield.turn(caller.key)).status).toBe(502);
  });
});

describe('case 20: a TLS session under a connection’s own certificates', () => {
  const authority = makeCertificateAuthority('Ours');
  const stranger = makeCertificateAuthority('Ours');
  const client = authority.forClient('jackfield');
  const tls = {
    caCertificates: authority.certificate,
    clientCertificate: client.certificate,
    clientKey: client.key,
  };
  const contextOf = (host: string, by = authority): object => {
    const { certificate: cert, key } = by.forServer([host]);
    return { cert, key, ca: authority.certificate };
  };
  const good = contextOf('localhost');
  let server: Server;
  let url: string;
  /** Whether each request's session was taken up from an earlier one, and whose certificate came with it. */
  let seen: { reused: boolean; client: string }[] = [];

  const agentWith = async (more: object): Promise<MadeAgent> => {
    const { model } = await jackfield.connect({ url, tls: more });
    return jackfield.agentOn(model);
  };

  beforeAll(async () => {
    server = createServer({ ...good, requestCert: true }, (request, response) => {
      // Holds: it is a server of https.
      const socket = request.socket as TLSSocket;
      const { subject } = socket.getPeerCertificate();
      seen.push({ reused: socket.isSessionReused(), client: String(subject.CN) });
      request.resume();
      // No socket is used again: each turn has a handshake, which may take an earlier session up.
      response.setHeader('connection', 'close');
      response.setHeader('content-type', 'application/json');
      response.end(completion('Hello.'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // Holds: the server listens on TCP.
    const { port } = server.address() as AddressInfo;
    url = `https://localhost:${port}/v1`;
    await jackfield.allow(`localhost:${port}`);
  });

  afterEach(() => {
    server.setSecureContext(good);
    seen = [];
  });

  afterAll(() => new Promise((resolve) => server.close(() => resolve(undefined))));

  test.each([
    ['for another name', contextOf('other.test'), 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['of another authority of the same name', contextOf('localhost', stranger), 'CERT'],
  ])(
    'is not taken up where the server’s certificate is swapped for one %s',
    async (_, swapped, code) => {
      const { key } = await agentWith(tls);
      for (let turn = 0; turn < 5; turn += 1) expect((await jackfield.turn(key)).status).toBe(200);
      // Sessions are kept, so there is something that could be taken up.
      expect(seen.some(({ reused }) => reused)).toBe(true);
      expect(new Set(seen.map((one) => one.client))).toEqual(new Set(['jackfield']));
      const before = seen.length;
      server.setSecureContext(swapped);
      for (let turn = 0; turn < 5; turn += 1) {
        const answer = await jackfield.turn(key);
        expect([answer.status, answer.body.error.code]).toEqual([502, 'upstream_unavailable']);
        expect(answer.text).toContain(code);
      }
      expect(seen.length).toBe(before);
    },
  );

  test('of one connection lets no other in that trusts another authority or shows no certificate', async () => {
    const { key } = await agentWith(tls);
    const others = [
      await agentWith({ ...tls, caCertificates: stranger.certificate }),
      await agentWith({ caCertificates: authority.certificate }),
    ];
    for (let round = 0; round < 5; round += 1) {
      expect((await jackfield.turn(key)).status).toBe(200);
      for (const other of others) expect((await jackfield.turn(other.key)).status).toBe(502);
    }
    expect(seen).toHaveLength(5);
  });

  test('ends with the certificates that it was made with', async () => {
    const { id, model } = await jackfield.connect({ url, tls });
    const { key } = await jackfield.agentOn(model);
    for (let turn = 0; turn < 3; turn += 1) expect((await jackfield.turn(key)).status).toBe(200);
    const change = { tls: { caCertificates: stranger.certificate } };
    expect((await jackfield.rest(`PATCH /connections/${id}`, change)).status).toBe(200);
    expect((await jackfield.turn(key)).status).toBe(502);
  });

  test('is one of the check’s own as well: it shows the certificate, and finds a wrong one', async () => {
    const { id } = await jackfield.connect({ url, tls });
    const report = await jackfield.rest(`POST /connections/${id}/check`);
    const reachable = (answer: Answer): unknown =>
      answer.body.checks.find((check: { id: string }) => check.id === 'reachable').outcome;
    expect(reachable(report)).toBe('passed');
    expect(new Set(seen.map((one) => one.client))).toEqual(new Set(['jackfield']));
    server.setSecureContext(contextOf('other.test'));
    expect(reachable(await jackfield.rest(`POST /connections/${id}/check`))).toBe('failed');
    expect(report.text + jackfield.program.stderr()).not.toContain(client.key.split('\n')[5]);
  });
});

describe('case 21: what no header should hold', () => {
  test.each([
    'a\r\nx-evil: 1',
    'a\nb',
    'a\rb',
    'a\u0000b',
    'a\u007fb',
    'a\u00e9b',
    ' a',
    'a ',
    '',
    'x'.repeat(8_193),
  ])('is no credential of a connection or a provider: %j', async (value) => {
    for (const method of ['bearer', 'x-api-key']) {
      const auth = { method, credential: value };
      for (const answer of [
        await jackfield.rest('POST /connections', newConnection({ url: upstream.url, auth })),
        await jackfield.rest('POST /connections/check', { url: upstream.url, modelId: 'm', auth }),
        await jackfield.rest(`PATCH /connections/${saved.id}`, { auth }),
      ]) {
        expect(answer.status).toBe(422);
      }
    }
    if (value.trim() === value) {
      const body = { apiKey: value, baseUrl: upstream.url };
      const answer = await jackfield.rest('PUT /providers/polyllm/credentials', body);
      expect(answer.status).toBe(422);
    }
    expect(JSON.stringify(upstream.seen)).not.toContain('x-evil');
  });

  const bare = 'GET /v1/models HTTP/1.1';
  const posted = 'POST /v1/chat/completions HTTP/1.1';
  test.each<[string, string, string[], RegExp]>([
    ['a key of 15 kB', bare, [`authorization: Bearer ${'k'.repeat(15_000)}`], /^HTTP\/1\.1 401 /],
    ['a key of 40 kB', bare, [`authorization: Bearer ${'k'.repeat(40_000)}`], /^HTTP\/1\.1 431 /],
    ['a NUL in a key', bare, ['authorization: Bearer a\u0000b'], /^HTTP\/1\.1 400 /],
    ['a bare CR in a key', bare, ['authorization: Bearer a\rb'], /^HTTP\/1\.1 400 /],
    ['two lengths', posted, ['content-length: 2', 'content-length: 3'], /^HTTP\/1\.1 400 /],
    ['two equal lengths', posted, ['content-length: 2', 'content-length: 2'], /^HTTP\/1\.1 400 /],
    ['two lengths in one', posted, ['content-length: 2, 2'], /^HTTP\/1\.1 400 /],
    ['a length below nothing', posted, ['content-length: -2'], /^HTTP\/1\.1 400 /],
    ['a length in hexadecimal', posted, ['content-length: 0x2'], /^HTTP\/1\.1 400 /],
    ['a folded header', bare, ['x-a: b', ' c'], /^HTTP\/1\.1 400 /],
    ['a space before a colon', posted, ['content-length : 2'], /^HTTP\/1\.1 400 /],
  ])('is refused by our own server, once: %s', async (_what, line, headers, status) => {
    const head = [line, 'host: localhost', 'connection: close', ...headers].join('\r\n');
    const answer = await rawRequest(
      jackfield.port,
      `${head}\r\n\r\n${line === posted ? '{}' : ''}`,
    );
    expect(answer).toMatch(status);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });
});

describe('case 22: a comparison', () => {
  test('is made of hashes: no key, token or session is kept that could be compared', async () => {
    const files = await readdir(jackfield.dataDir);
    const kept = await Promise.all(files.map((file) => readFile(join(jackfield.dataDir, file))));
    const bytes = Buffer.concat(kept).toString('latin1');
    expect(bytes).toContain(agent.id);
    expect(bytes).not.toContain(agent.key);
    expect(bytes).not.toContain(agent.key.slice('jf_agent_'.length));
    expect(bytes).not.toContain(adminToken);
  });

  test('refuses what is right but for one character, wherever it stands', async () => {
    for (const [secret, ask] of [
      [agent.key, (key: string) => jackfield.turn(key)],
      [
        adminToken,
        (token: string) =>
          jackfield.rest('GET /agents', undefined, { authorization: `Bearer ${token}` }),
      ],
    ] as const) {
      for (let at = 0; at < secret.length; at += 1) {
        const wrong = `${secret.slice(0, at)}${secret[at] === 'x' ? 'y' : 'x'}${secret.slice(at + 1)}`;
        expect((await ask(wrong)).status).toBe(401);
      }
    }
  });
});

describe('case 23: a key that begins like another', () => {
  test('is another key: no lookup is cut short', async () => {
    const { key } = agent;
    const { status: known } = await jackfield.turn(key);
    expect(known).toBe(200);
    for (const wrong of [
      key.slice(0, -1),
      key.slice(0, 20),
      `${key}x`,
      `${key}${key}`,
      `${key}${'x'.repeat(600)}`,
      key.toUpperCase(),
      `x${key.slice(1)}`,
      `${key}.x`,
      `${key},${key}`,
      ` ${key.slice(0, 30)}`,
    ]) {
      expect((await jackfield.turn(wrong)).status).toBe(401);
      const headers = { authorization: '', 'x-api-key': wrong };
      expect((await jackfield.turn('', hello, { headers })).status).toBe(401);
    }
    const more = `${adminToken}x`;
    for (const token of [more, adminToken.slice(0, -1), adminToken.slice(0, 32)]) {
      const headers = { authorization: `Bearer ${token}` };
      expect((await jackfield.rest('GET /agents', undefined, headers)).status).toBe(401);
    }
  });
});
