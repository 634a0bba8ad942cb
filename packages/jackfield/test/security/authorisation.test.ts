import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminToken } from '../start-program.ts';
import { rawRequest } from './raw-request.ts';
import { startRawUpstream, type RawUpstream } from './raw-upstream.ts';
import {
  expectUnharmed,
  hello,
  newConnection,
  runJackfield,
  type MadeAgent,
  type RunningJackfield,
} from './run-jackfield.ts';

let jackfield: RunningJackfield;
let upstream: RawUpstream;
let saved: { id: string; model: string };
let agent: MadeAgent;
let other: MadeAgent;

beforeAll(async () => {
  upstream = await startRawUpstream();
  jackfield = await runJackfield({ JACKFIELD_ALLOW_ENDPOINTS: upstream.endpoint });
  saved = await jackfield.connect({ url: upstream.url });
  agent = await jackfield.agentOn(saved.model);
  other = await jackfield.agentOn(saved.model);
});

afterAll(async () => {
  await expectUnharmed(jackfield);
  await jackfield[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

describe('case 32: what was revoked', () => {
  const turnStatus = async (key: string): Promise<number> => (await jackfield.turn(key)).status;

  test('is refused at the very next request: agent keys, agents, sessions, tokens and people', async () => {
    const caller = await jackfield.agentOn(saved.model);
    const { body: second } = await jackfield.rest(`POST /agents/${caller.id}/keys`, {});
    expect([await turnStatus(caller.key), await turnStatus(second.key)]).toEqual([200, 200]);
    const { items } = (await jackfield.rest(`GET /agents/${caller.id}/keys`)).body;
    await jackfield.rest(`DELETE /agents/${caller.id}/keys/${items[0].id}`);
    expect([await turnStatus(caller.key), await turnStatus(second.key)]).toEqual([401, 200]);
    await jackfield.rest(`DELETE /agents/${caller.id}`);
    expect(await turnStatus(second.key)).toBe(401);

    const person = (path: string, init: { cookie?: string; body?: object } = {}) =>
      fetch(`${jackfield.url}/api/v1${path}`, {
        method: init.body === undefined ? 'GET' : 'POST',
        headers: {
          origin: jackfield.url,
          'content-type': 'application/json',
          ...(init.cookie === undefined ? {} : { cookie: init.cookie }),
        },
        body: init.body === undefined ? null : JSON.stringify(init.body),
      });
    const join = async (name: string): Promise<{ id: string; cookie: string }> => {
      const { body: invited } = await jackfield.rest('POST /users', { name, role: 'admin' });
      const token = new URL(invited.invitationLink).hash.slice('#token='.length);
      const joined = await person('/password', { body: { token, password: 'a plug a line' } });
      const cookie = joined.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
      return { id: invited.id, cookie };
    };
    // The last admin can't be demoted.
    await join('Bea');
    const { id, cookie } = await join('Ada');
    const body = { name: 'CI', expiresInDays: 30 };
    const made: { id: string; token: string } = JSON.parse(
      await (await person('/me/tokens', { cookie, body })).text(),
    );
    const token = { authorization: `Bearer ${made.token}` };
    const admits = async (): Promise<number[]> => [
      (await person('/users', { cookie })).status,
      (await jackfield.rest('GET /users', undefined, token)).status,
    ];
    expect(await admits()).toEqual([200, 200]);
    await jackfield.rest(`PATCH /users/${id}`, { role: 'viewer' });
    expect(await admits()).toEqual([403, 403]);
    await jackfield.rest(`PATCH /users/${id}`, { role: 'admin', disabled: true });
    expect(await admits()).toEqual([401, 401]);
    await jackfield.rest(`PATCH /users/${id}`, { disabled: false });
    expect(await admits()).toEqual([401, 200]);
    await jackfield.rest(`DELETE /me/tokens/${made.id}`, undefined, token);
    expect(await admits()).toEqual([401, 401]);
  });
});

describe('case 25: a key of one agent', () => {
  test('carries no turn of another: by model, path, query, header or body', async () => {
    const before = upstream.seen.length;
    for (const model of [other.slug, other.id, saved.model, saved.id, 'gpt-4o', '*', '']) {
      const turn = await jackfield.turn(agent.key, { ...hello, model });
      expect([model, turn.status, turn.body.error.code]).toEqual([model, 404, 'model_not_found']);
    }
    for (const slug of [other.slug, other.id, '*', `${agent.slug}%00`, `${agent.slug}%2f`]) {
      const path = `/v1/agents/${slug}/chat/completions`;
      expect((await jackfield.turn(agent.key, hello, { path })).status).toBe(404);
    }
    expect(upstream.seen.length).toBe(before);
    for (const init of [
      { path: `/v1/chat/completions?agent=${other.id}&model=${other.slug}` },
      { headers: { 'x-agent': other.slug, 'x-jackfield-agent': other.id } },
    ]) {
      expect((await jackfield.turn(agent.key, hello, init)).status).toBe(200);
    }
    const turn = await jackfield.turn(agent.key, {
      ...hello,
      agent: other.slug,
      agentId: other.id,
    });
    expect(turn.status).toBe(200);
    const names = JSON.stringify((await jackfield.rest(`GET /usage`)).body);
    expect(names).not.toContain(other.id);
  });

  test('lists its own names alone', async () => {
    const response = await fetch(`${jackfield.url}/v1/models`, {
      headers: { 'x-api-key': agent.key },
    });
    const { data } = JSON.parse(await response.text());
    expect(data.map(({ id }: { id: string }) => id)).toEqual([agent.slug, 'default']);
    const path = `/v1/models/${other.slug}`;
    const foreign = await fetch(jackfield.url + path, { headers: { 'x-api-key': agent.key } });
    expect(foreign.status).toBe(404);
  });

  test('is no key to the REST API, nor the admin’s token to the gateway', async () => {
    for (const headers of [
      { authorization: `Bearer ${agent.key}` },
      { authorization: '', 'x-api-key': agent.key },
      { authorization: '', cookie: `jackfield_session=${agent.key}` },
    ]) {
      expect((await jackfield.rest('GET /agents', undefined, headers)).status).toBe(401);
    }
    expect((await jackfield.turn(adminToken)).status).toBe(401);
    const path = `/api/v1/agents/${other.id}/chat/completions`;
    expect((await jackfield.turn(agent.key, hello, { path })).status).toBe(401);
  });
});

describe('case 26: Bearer and x-api-key', () => {
  test('open the same, refuse the same, and must agree', async () => {
    const as = (authorization: string, key: string) =>
      jackfield.turn('', hello, { headers: { authorization, 'x-api-key': key } });
    const path = `/v1/agents/${other.slug}/chat/completions`;
    for (const headers of [
      { authorization: `Bearer ${agent.key}` },
      { authorization: '', 'x-api-key': agent.key },
    ]) {
      expect((await jackfield.turn('', hello, { headers })).status).toBe(200);
      expect((await jackfield.turn('', hello, { headers, path })).status).toBe(404);
      const foreign = { ...hello, model: other.slug };
      expect((await jackfield.turn('', foreign, { headers })).status).toBe(404);
    }
    expect((await as(`Bearer ${agent.key}`, agent.key)).status).toBe(200);
    expect((await as(`Bearer ${agent.key}`, other.key)).status).toBe(401);
    expect((await as(`Bearer ${other.key}`, 'wrong')).status).toBe(401);
    expect((await as('Bearer wrong', agent.key)).status).toBe(401);
    const deleted = await jackfield.agentOn(saved.model);
    await jackfield.rest(`DELETE /agents/${deleted.id}`);
    expect((await as(`Bearer ${deleted.key}`, deleted.key)).status).toBe(401);
    expect((await as('', deleted.key)).status).toBe(401);
  });
});

describe('case 27: a header that claims something', () => {
  const claims = {
    'x-forwarded-for': '127.0.0.1',
    'x-real-ip': '127.0.0.1',
    'x-forwarded-user': 'admin',
    'x-remote-user': 'admin',
    'x-user-id': '1',
    'x-user-role': 'admin',
    'x-jackfield-agent': 'any',
    'x-jackfield-internal': 'true',
    'x-hono-already-sent': 'true',
    'x-middleware-subrequest': 'middleware',
    'x-original-url': '/healthz',
    'x-rewrite-url': '/healthz',
    'x-http-method-override': 'GET',
  };

  test('gives nobody a right, one by one or all at once', async () => {
    const alone = Object.entries(claims).map(([name, value]) => ({ [name]: value }));
    for (const headers of [...alone, claims]) {
      for (const authorization of ['', 'Basic YWRtaW46YWRtaW4=', 'Bearer null']) {
        const given = { authorization, ...headers };
        expect((await jackfield.rest('GET /agents', undefined, given)).status).toBe(401);
        expect((await jackfield.rest('DELETE /agents/x', undefined, given)).status).toBe(401);
        expect((await jackfield.turn('', hello, { headers: given })).status).toBe(401);
      }
    }
  });

  test('as Host names nothing that an answer repeats or follows', async () => {
    for (const host of [
      'evil.example',
      'evil.example:80@x',
      '127.0.0.1',
      'localhost, evil.example',
    ]) {
      for (const path of ['/', '/agents', '/api/v1/docs', '/api/v1/openapi.json', '/v1/models']) {
        const answer = await rawRequest(
          jackfield.port,
          `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nx-forwarded-host: evil.example\r\nforwarded: host=evil.example\r\nconnection: close\r\n\r\n`,
        );
        expect(answer).toMatch(/^HTTP\/1\.1 [2345]/);
        expect(answer).not.toContain('evil.example');
        expect(answer).not.toMatch(/^location:/im);
      }
    }
  });

  test('in an absolute request target leads to a path of ours or to nothing', async () => {
    for (const target of [
      'http://evil.example/api/v1/agents',
      `http://169.254.169.254/latest/meta-data`,
      '//evil.example/api/v1/agents',
      'evil.example:443',
    ]) {
      const answer = await rawRequest(
        jackfield.port,
        `GET ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
      );
      expect(answer).not.toMatch(/"items"/);
      expect(answer).not.toMatch(/^location:/im);
    }
    const tunnel = await rawRequest(
      jackfield.port,
      'CONNECT 127.0.0.1:1 HTTP/1.1\r\nhost: 127.0.0.1:1\r\n\r\n',
    );
    expect(tunnel).not.toMatch(/^HTTP\/1\.1 2/);
  });
});

describe('case 36: a field that nobody may set', () => {
  const forbidden = {
    id: 'agt_mine',
    revision: 99,
    createdAt: '2000-01-01T00:00:00.000Z',
    updatedAt: '2000-01-01T00:00:00.000Z',
    owner: 'me',
    role: 'admin',
    isAdmin: true,
    keyHash: 'x',
    credentialVersion: 9,
    lastCheck: { ready: true },
    usedBy: [],
    model: 'gpt-4o',
    trusted: true,
    allowedEndpoints: ['127.0.0.1:1'],
  };

  test('is refused or left as it is, in every body that makes or changes something', async () => {
    for (const [field, value] of Object.entries(forbidden)) {
      const made = await jackfield.rest('POST /agents', { name: 'A', [field]: value });
      expect([field, made.status]).toEqual([field, 422]);
      const connection = { ...newConnection({ url: upstream.url }), [field]: value };
      expect((await jackfield.rest('POST /connections', connection)).status).toBe(422);
      const key = await jackfield.rest(`POST /agents/${agent.id}/keys`, { [field]: value });
      expect(key.status).toBe(422);
      const allowed = { endpoint: '127.0.0.1:9', [field]: value };
      expect((await jackfield.rest('POST /allowed-endpoints', allowed)).status).toBe(422);
      if (field !== 'model') {
        const setting = { model: saved.model, [field]: value };
        const path = `PUT /agents/${agent.id}/model-setting`;
        const answer = await jackfield.rest(path, setting);
        // What GET answered may be sent back, and says nothing.
        expect([field, answer.status === 422 || answer.body.revision < 10]).toEqual([field, true]);
      }
    }
  });

  test('stays what it was when a change names it', async () => {
    for (const path of [`/agents/${agent.id}`, `/connections/${saved.id}`]) {
      const { body: before } = await jackfield.rest(`GET ${path}`);
      for (const [field, value] of Object.entries(forbidden)) {
        await jackfield.rest(`PATCH ${path}`, { [field]: value });
      }
      expect((await jackfield.rest(`GET ${path}`)).body).toEqual(before);
    }
  });
});
