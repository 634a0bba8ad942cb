import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type {
  Agent,
  BakeOff,
  Connection,
  CreatedAgentKey,
  TestSet,
} from '@jackfield/control-plane/rest-types';
import {
  canaryForms,
  echoes,
  findCanaries,
  makeCertificateAuthority,
  newCanary,
  startEchoUpstream,
  type EchoUpstream,
} from '@jackfield/fake-upstream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bodyOfSchema, type Schema, type Schemas } from './body-of-schema.ts';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { startProgram, type Program } from './start-program.ts';

const authority = makeCertificateAuthority();
const clients = { one: authority.forClient('jackfield'), other: authority.forClient('jackfield') };

/**
 * The whole program holds a canary of every kind of credential; every route is driven with good and bad
 * requests, every upstream says back what it was sent, and then all that was printed, answered and
 * written is searched.
 */
const canaries: Record<string, string> = {
  adminToken: newCanary(),
  masterKey: randomBytes(32).toString('base64'),
  password: newCanary(),
  wrongPassword: newCanary(),
  wrongToken: newCanary(),
  misplaced: newCanary(),
  bearer: newCanary(),
  xApiKey: newCanary(),
  draft: newCanary(),
  openai: newCanary(),
  gemini: newCanary(),
  anthropic: newCanary(),
  polyllm: newCanary(),
  savedMistral: newCanary(),
  awsSecret: newCanary(),
  awsSession: newCanary(),
  // A line of it stands for the whole.
  clientKey: clients.one.key.split('\n')[5] ?? '',
  otherClientKey: clients.other.key.split('\n')[5] ?? '',
};

interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly body: Schema | null;
}

let folder: DataFolder;
let upstream: EchoUpstream;
let program: Program;
let url: string;
let operations: Operation[];
let schemas: Schemas;
/** Of a connection by Bearer, one by x-api-key, and of an agent whose choices are all there is. */
const ids: Record<string, string> = {};
/** Everything that was answered, after what was asked; what is shown once by design is cut out. */
const answered: [asked: string, text: string][] = [];

function dataDir(): string {
  return join(folder.path, 'data');
}

interface Asked {
  readonly body?: unknown;
  readonly raw?: string;
  readonly headers?: Record<string, string>;
  /** Cut out of what is searched: a key that this answer is there to show. */
  readonly shows?: RegExp;
}

async function call<T>(method: string, path: string, asked: Asked = {}): Promise<T> {
  const body = asked.raw ?? (asked.body === undefined ? null : JSON.stringify(asked.body));
  const response = await fetch(`${url}${path}`, {
    method,
    body,
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${canaries['adminToken']}`,
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...asked.headers,
    },
  });
  const text = await response.text().catch((error: unknown) => String(error));
  const whole = `${response.status} ${JSON.stringify([...response.headers])} ${text}`;
  answered.push([`${method} ${path}`, asked.shows ? whole.replace(asked.shows, '') : whole]);
  // Holds where a test reads from it: those requests are good.
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  return (isJson ? JSON.parse(text) : null) as T;
}

beforeAll(async () => {
  folder = await dataFolder();
  upstream = await startEchoUpstream();
  const base = upstream.url;
  program = startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: dataDir(),
    JACKFIELD_LOG_LEVEL: 'debug',
    JACKFIELD_ADMIN_TOKEN: canaries['adminToken'] ?? '',
    JACKFIELD_MASTER_KEY: canaries['masterKey'] ?? '',
    JACKFIELD_ALLOW_ENDPOINTS: upstream.endpoint,
    OPENAI_API_KEY: canaries['openai'] ?? '',
    OPENAI_BASE_URL: base,
    GEMINI_API_KEY: canaries['gemini'] ?? '',
    GEMINI_BASE_URL: base,
    ANTHROPIC_API_KEY: canaries['anthropic'] ?? '',
    ANTHROPIC_BASE_URL: base,
    POLYLLM_API_KEY: canaries['polyllm'] ?? '',
    POLYLLM_BASE_URL: base,
    MISTRAL_BASE_URL: base,
    BEDROCK_BASE_URL: base,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: canaries['awsSecret'] ?? '',
    AWS_SESSION_TOKEN: canaries['awsSession'] ?? '',
  });
  url = await program.ready;
  await fill();
  const document = await call<Document>('GET', '/api/v1/openapi.json');
  schemas = document.components.schemas;
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      operationId: operation.operationId,
      method: method.toUpperCase(),
      path,
      body: operation.requestBody?.content['application/json']?.schema ?? null,
    })),
  );
}, 60_000);

interface Document {
  readonly components: { readonly schemas: Schemas };
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentOperation>>>>;
}
interface DocumentOperation {
  readonly operationId: string;
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
}

afterAll(async () => {
  await program[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** A credential of every kind, each where it belongs. */
async function fill(): Promise<void> {
  const { stdout } = { stdout: await firstAdminToken() };
  const browser = { origin: url, 'sec-fetch-site': 'same-origin' };
  const password = canaries['password'];
  const response = await fetch(`${url}/api/v1/first-admin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...browser },
    body: JSON.stringify({ token: stdout, password }),
  });
  const cookie = /jackfield_session=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1];
  if (cookie === undefined) throw new Error(await response.text());
  canaries['sessionCookie'] = cookie;
  canaries['firstAdminToken'] = stdout;
  for (const [name, method] of [
    ['bearer', 'bearer'],
    ['xApiKey', 'x-api-key'],
  ] as const) {
    const auth = { method, credential: canaries[name] };
    const body = { name: `By ${method}`, url: upstream.url, modelId: 'm', auth };
    const made = await call<Connection>('POST', '/api/v1/connections', { body });
    ids[name] = made.id;
    ids[`${name}Model`] = made.model;
  }
  const { one, other } = clients;
  const tls = {
    caCertificates: authority.certificate,
    clientCertificate: one.certificate,
    clientKey: one.key,
  };
  const body = {
    name: 'By certificate',
    url: upstream.url.replace('http:', 'https:'),
    modelId: 'm',
    auth: { method: 'none' },
    tls,
  };
  ids['certificate'] = (await call<Connection>('POST', '/api/v1/connections', { body })).id;
  await call('POST', `/api/v1/connections/${ids['certificate']}/check`);
  for (const clientKey of [other.key, other.key.replace('BEGIN', 'BEGIN BROKEN'), 7]) {
    const wrong = { ...body, name: 'Wrong', tls: { ...tls, clientKey } };
    await call('POST', '/api/v1/connections', { body: wrong });
    const change = { tls: { caCertificates: clientKey, clientKey } };
    await call('PATCH', `/api/v1/connections/${ids['certificate']}`, { body: change });
  }
  const saved = { apiKey: canaries['savedMistral'] };
  await call('PUT', '/api/v1/providers/mistral/credentials', { body: saved });
  const agent = await call<Agent>('POST', '/api/v1/agents', { body: { name: 'Front desk' } });
  ids['agent'] = agent.id;
  const shows = /jf_agent_[\w-]+/;
  const { key: agentKey } = await call<CreatedAgentKey>('POST', `/api/v1/agents/${agent.id}/keys`, {
    body: { name: 'phone' },
    shows,
  });
  canaries['agentKey'] = agentKey.replace('jf_agent_', '');
}

/** Printed for the operator, so it is on stdout and nowhere else. */
async function firstAdminToken(): Promise<string> {
  await vi.waitUntil(() => program.stdout().includes('#token='));
  return /#token=([\w-]+)/.exec(program.stdout())?.[1] ?? '';
}

/** Real ids where the path wants some, or a canary in each place. */
function pathOf({ path }: Operation, given: string | null = null): string {
  const real = (name: string): string => {
    if (path.includes('/providers/')) return 'openai';
    if (path.includes('/connections/')) return ids['bearer'] ?? '';
    if (name === 'n') return '1';
    return ids['agent'] ?? '';
  };
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(given ?? real(name)),
  );
}

/** Fields that hold a credential, and fields that anybody may fill with what they like and is shown. */
const credentialField = /credential|password|token|secret|apikey|clientkey/i;
const freeField = /^(?:name|slug|instructions|modelId|label|description|email|region)$/;

const misplaced = (): string => canaries['misplaced'] ?? '';

test('case 15: no route repeats a credential, in whatever place it was put', async () => {
  expect(operations.length).toBeGreaterThan(38);
  // What takes things away comes last.
  const inOrder = operations.toSorted((left, right) => weight(left) - weight(right));
  for (const operation of inOrder) {
    const { method, body } = operation;
    const path = pathOf(operation);
    const credential = (field: string, otherwise: unknown): unknown =>
      credentialField.test(field) ? canaries['draft'] : otherwise;
    const bodies: Asked[] =
      body === null
        ? [{}, ...(method === 'GET' ? [] : [{ body: { surprise: misplaced() } }])]
        : [
            { body: bodyOfSchema(body, schemas, (field) => credential(field, 'text')) },
            {
              body: bodyOfSchema(body, schemas, (field) =>
                freeField.test(field) ? 'text' : misplaced(),
              ),
            },
            { body: bodyOfSchema(body, schemas, () => ({ [misplaced().length]: misplaced() })) },
            { body: bodyOfSchema(body, schemas, () => [misplaced()]) },
            { body: { surprise: misplaced() } },
            { body: [misplaced()] },
            { raw: `{"name": "${misplaced()}` },
            { raw: misplaced(), headers: { 'content-type': 'text/plain' } },
          ];
    for (const asked of bodies) {
      await call(method, path, asked);
      await call(method, pathOf(operation, misplaced()), asked);
    }
    await call(method, `${path}?cursor=${misplaced()}&since=${misplaced()}&limit=${misplaced()}`);
    const authorization = `Bearer ${canaries['wrongToken']}`;
    await call(method, path, { headers: { authorization } });
    await call(method, path, {
      headers: { authorization, cookie: `jackfield_session=${misplaced()}` },
    });
    const cookie = `jackfield_session=${canaries['sessionCookie']}`;
    if (operation.operationId !== 'signOut') {
      await call(method, path, { headers: { authorization: '', cookie } });
    }
    await call(method, path, {
      headers: { 'if-match': misplaced(), origin: `https://${misplaced()}` },
    });
  }
  const wrong = { password: canaries['wrongPassword'] };
  await call('POST', '/api/v1/session', { body: wrong });
  await call('POST', '/api/v1/first-admin', { body: { token: misplaced(), ...wrong } });
  expectNoCanary();
}, 120_000);

function weight({ method, operationId }: Operation): number {
  if (operationId === 'signOut') return 2;
  return method === 'DELETE' ? 1 : 0;
}

/** A bake-off of these models, and all that there is to read of it. */
async function tryAll(name: string, candidates: readonly string[]): Promise<void> {
  const path = `/api/v1/agents/${ids['agent']}`;
  const { id: testSetId } = await call<TestSet>('POST', `${path}/test-sets`, { body: { name } });
  const cases = [{ messages: [{ role: 'user', content: 'Hello' }] }];
  await call('POST', `${path}/test-sets/${testSetId}/cases`, { body: { cases } });
  const body = { testSetId, models: candidates.slice(0, 8), baseline: null };
  const { id } = await call<BakeOff>('POST', `${path}/bake-offs`, { body });
  const at = `${path}/bake-offs/${id}`;
  // One that is asked to wait does so.
  const isDone = async (): Promise<boolean> => (await call<BakeOff>('GET', at)).state === 'done';
  await vi
    .waitUntil(isDone, { timeout: 3_000, interval: 100 })
    .catch(() => call('POST', `${at}/cancel`));
  for (const part of ['results', 'report', 'report?format=html'])
    await call('GET', `${at}/${part}`);
}

describe('case 16: an upstream that says back what it was sent', () => {
  test.each(Object.keys(echoes))(
    'gets no credential into an answer: %s',
    async (name) => {
      await restore();
      upstream.answerWith(name);
      const before = upstream.asked();
      for (const id of [ids['bearer'], ids['xApiKey']]) {
        await call('POST', `/api/v1/connections/${id}/check`);
      }
      const providers = ['openai', 'gemini', 'anthropic', 'polyllm', 'mistral', 'bedrock'];
      for (const provider of providers) {
        await call('POST', `/api/v1/providers/${provider}/check`);
        await call('GET', `/api/v1/providers/${provider}/models`);
      }
      const auth = { method: 'bearer', credential: canaries['draft'] };
      const draft = { url: upstream.url, modelId: 'm', auth };
      await call('POST', '/api/v1/connections/check', { body: draft });
      for (const model of await models()) {
        const body = { model };
        await call('PUT', `/api/v1/agents/${ids['agent']}/model-setting`, { body });
        for (const stream of [true, false]) {
          const turn = { stream, messages: [{ role: 'user', content: 'Hello' }] };
          const headers = { authorization: `Bearer jf_agent_${canaries['agentKey']}` };
          await call('POST', '/v1/chat/completions', { body: turn, headers });
          await call('POST', `/api/v1/agents/${ids['agent']}/chat/completions`, { body: turn });
        }
      }
      await tryAll(name, await models());
      for (const path of [
        'audit-events',
        'usage',
        'turns',
        'status',
        'connections',
        'providers',
        'models',
      ]) {
        await call('GET', `/api/v1/${path}`);
      }
      expect(upstream.asked() - before).toBeGreaterThan(20);
      expectNoCanary();
    },
    60_000,
  );
});

/** What the routes above may have deleted or changed is made again. */
async function restore(): Promise<void> {
  const { items } = await call<{ items: Connection[] }>('GET', '/api/v1/connections');
  for (const [name, method] of [
    ['bearer', 'bearer'],
    ['xApiKey', 'x-api-key'],
  ] as const) {
    if (items.some(({ id }) => id === ids[name])) continue;
    const auth = { method, credential: canaries[name] };
    const body = { name: `Again ${method}`, url: upstream.url, modelId: 'm', auth };
    const made = await call<Connection>('POST', '/api/v1/connections', { body });
    ids[name] = made.id;
    ids[`${name}Model`] = made.model;
  }
  const saved = { apiKey: canaries['savedMistral'] };
  await call('PUT', '/api/v1/providers/mistral/credentials', { body: saved });
  await call('DELETE', '/api/v1/providers/openai/credentials');
  const agents = await call<{ items: Agent[] }>('GET', '/api/v1/agents');
  if (agents.items.some(({ id }) => id === ids['agent'])) return;
  const agent = await call<Agent>('POST', '/api/v1/agents', { body: { name: 'Again' } });
  ids['agent'] = agent.id;
  const { key: agentKey } = await call<CreatedAgentKey>('POST', `/api/v1/agents/${agent.id}/keys`, {
    body: { name: 'phone' },
    shows: /jf_agent_[\w-]+/,
  });
  canaries['agentKey'] = agentKey.replace('jf_agent_', '');
}

async function models(): Promise<string[]> {
  const { items } = await call<{ items: { id: string; provider: string; selectable: boolean }[] }>(
    'GET',
    '/api/v1/models',
  );
  const first = Map.groupBy(
    items.filter(({ selectable, provider }) => selectable && provider !== 'byom'),
    ({ provider }) => provider,
  );
  const ofProviders = [...first.values()].map(([model]) => model?.id ?? '');
  return [ids['bearerModel'] ?? '', ids['xApiKeyModel'] ?? '', ...ofProviders];
}

test('case 15: a failure inside leaves no credential in the log', async () => {
  const database = new DatabaseSync(join(dataDir(), 'jackfield.db'));
  database.exec(
    `create trigger broken before insert on audit_events begin select raise(abort, 'broken on purpose'); end`,
  );
  const before = program.stderr().length;
  const auth = { method: 'bearer', credential: canaries['draft'] };
  const body = { name: 'Never', url: upstream.url, modelId: 'm', auth };
  await call('POST', '/api/v1/connections', { body });
  await call('PATCH', `/api/v1/connections/${ids['bearer']}`, {
    body: { auth, url: upstream.url },
  });
  await call('PUT', '/api/v1/providers/openai/credentials', {
    body: { apiKey: canaries['draft'] },
  });
  await call('POST', '/api/v1/keys/rotate', { body: { dataKey: true } });
  await call('POST', `/api/v1/agents`, { body: { name: 'x', instructions: 'y' } });
  database.exec('drop trigger broken');
  // A key where an id belongs, on a path that fails.
  database.exec('alter table connections rename to elsewhere');
  await call('GET', `/api/v1/connections/${misplaced()}`);
  database.exec('alter table elsewhere rename to connections');
  database.close();
  await expect.poll(() => program.stderr().slice(before)).toContain('broken on purpose');
  expect(answered.at(-1)?.[1]).toMatch(/^500 /);
  expectNoCanary();
});

test('case 15: nothing printed or written holds a credential: log, audit, database, backup', async () => {
  const file = join(folder.path, 'backup.tar');
  const environment = { JACKFIELD_DATA_DIR: dataDir() };
  const backup = await startProgram(['backup', file], environment).ended;
  const sealed = await startProgram(
    ['backup', `${file}.sealed`, '--with-key', '--passphrase-env', 'PASSPHRASE'],
    {
      ...environment,
      JACKFIELD_MASTER_KEY: canaries['masterKey'] ?? '',
      PASSPHRASE: canaries['password'] ?? '',
    },
  ).ended;
  expect([backup.code, sealed.code]).toEqual([0, 0]);
  await call('GET', '/api/v1/audit-events/export');
  program.kill('SIGTERM');
  const { stdout, stderr } = await program.ended;
  const { firstAdminToken: printed = '', ...others } = canaries;
  expect(findCanaries(stdout, others)).toEqual([]);
  expect(stdout.split(printed)).toHaveLength(2);
  // It has logged what it should: requests, attempts that failed, failures inside.
  expect(stderr).toContain('A request was answered');
  expect(stderr).toContain('An attempt failed');
  for (const text of [stderr, backup.stdout, backup.stderr, sealed.stdout, sealed.stderr]) {
    expect(findCanaries(text, canaries)).toEqual([]);
  }
  const names = await readdir(folder.path, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toContain('jackfield.db');
  for (const { parentPath, name } of files) {
    const bytes = await readFile(join(parentPath, name));
    expect(bytes.includes(Buffer.from(canaries['masterKey'] ?? '', 'base64')), name).toBe(false);
    expect([name, findCanaries(bytes, canaries)]).toEqual([name, []]);
  }
  expectNoCanary();
});

test('the search would find them', () => {
  for (const form of canaryForms(canaries['openai'] ?? '')) {
    expect(findCanaries(`x${form}x`, canaries)).not.toEqual([]);
  }
  const basic = Buffer.from(`user:${canaries['openai']}@host`).toString('base64');
  expect(findCanaries(basic, canaries)).not.toEqual([]);
});

function expectNoCanary(): void {
  const leaks = answered.flatMap(([asked, text]) =>
    findCanaries(text, canaries).map((what) => `${asked}: ${what}: ${text.slice(0, 300)}`),
  );
  // Of what was asked, the path itself may hold one; each is said once.
  answered.length = 0;
  expect([...new Set(leaks)]).toEqual([]);
}
