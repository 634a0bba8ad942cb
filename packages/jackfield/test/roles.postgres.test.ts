import { randomBytes } from 'node:crypto';
import { startFakeUpstream, type FakeUpstream } from '@jackfield/fake-upstream';
import type { Agent, CreatedAgentKey, Status } from '@jackfield/control-plane';
import { startPostgres, type TestPostgres } from '@jackfield/test-postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { api } from './crash-api.ts';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';

const newKey = (): string => randomBytes(32).toString('base64');
const masterKey = newKey();
const models = ['openai/gpt-4o-mini', 'openai/gpt-4o'] as const;

let upstream: FakeUpstream;
let server: TestPostgres;
let folder: DataFolder;
let control: { program: Program; url: string };
let gateways: { program: Program; url: string }[];

beforeAll(async () => {
  [upstream, server, folder] = await Promise.all([
    startFakeUpstream(),
    startPostgres(),
    dataFolder(),
  ]);
  // All at once, on an empty database.
  const [first, ...others] = await Promise.all(
    (['control', 'gateway', 'gateway'] as const).map(async (role) => {
      const program = serve(role);
      return { program, url: await program.ready };
    }),
  );
  if (first === undefined) throw new Error('No process was started.');
  [control, gateways] = [first, others];
}, 60_000);

afterAll(async () => {
  for (const { program } of [...gateways, control]) await program[Symbol.asyncDispose]();
  await server.close();
  await upstream.close();
  await folder[Symbol.asyncDispose]();
});

function serve(role: string, change: Readonly<Record<string, string>> = {}): Program {
  return startProgram(['serve', '--role', role], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: folder.path,
    JACKFIELD_DATABASE_URL: server.url,
    JACKFIELD_MASTER_KEY: masterKey,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    OPENAI_BASE_URL: upstream.baseUrls.openai,
    OPENAI_API_KEY: upstream.credentials.openai,
    ...change,
  });
}

async function makeAgent(name: string) {
  const { id } = await api<Agent>(control.url, 'POST', '/agents', { name });
  const { key } = await api<CreatedAgentKey>(control.url, 'POST', `/agents/${id}/keys`, {});
  const save = async (revision: number): Promise<number> => {
    const { status } = await fetch(`${control.url}/api/v1/agents/${id}/model-setting`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: models[revision % 2] }),
    });
    return status;
  };
  const turn = async (url: string) => {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ stream: true, messages: [{ role: 'user', content: 'Hello' }] }),
    });
    const text = await response.text();
    const revision = Number(response.headers.get('x-jackfield-revision'));
    return {
      ok: response.status === 200 && text.includes('[DONE]'),
      status: response.status,
      text,
      revision,
    };
  };
  return { id, save, turn };
}

test('each save reaches every gateway, in turns that see no older revision after a newer one', async () => {
  const agent = await makeAgent('Front desk');
  await agent.save(1);
  const seen = gateways.map((): number[] => []);
  const over = new AbortController();
  const callers = gateways.map(async ({ url }, index) => {
    await expect.poll(async () => (await agent.turn(url)).ok, { timeout: 5_000 }).toBe(true);
    while (!over.signal.aborted) seen[index]?.push((await agent.turn(url)).revision);
  });
  for (let revision = 2; revision <= 15; revision += 1) {
    expect(await agent.save(revision)).toBe(200);
    const reached = () => seen.every((revisions) => revisions.at(-1) === revision);
    await expect.poll(reached, { timeout: 5_000, interval: 10 }).toBe(true);
  }
  over.abort();
  await Promise.all(callers);
  for (const revisions of seen) expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
  const status = await api<Status>(control.url, 'GET', '/status');
  expect(status.gateways).toMatchObject([
    { upToDate: true, configVersion: status.configVersion },
    { upToDate: true, configVersion: status.configVersion },
  ]);
});

test('a deleted key opens no gateway any more', async () => {
  const agent = await makeAgent('Leaving');
  await agent.save(1);
  for (const { url } of gateways) {
    await expect.poll(async () => (await agent.turn(url)).status, { timeout: 5_000 }).toBe(200);
  }
  await fetch(`${control.url}/api/v1/agents/${agent.id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${adminToken}` },
  });
  for (const { url } of gateways) {
    await expect.poll(async () => (await agent.turn(url)).status, { timeout: 5_000 }).toBe(401);
  }
});

test('no turn of a known agent fails while the database is stopped; saves say 503 and go on once it is back', async () => {
  const agent = await makeAgent('Steady');
  await agent.save(1);
  for (const { url } of gateways) {
    await expect.poll(async () => (await agent.turn(url)).ok, { timeout: 5_000 }).toBe(true);
  }
  const over = new AbortController();
  let turns = 0;
  const failed: string[] = [];
  const callers = [...gateways, ...gateways].map(async ({ url }) => {
    while (!over.signal.aborted) {
      const { ok, status, text } = await agent.turn(url);
      turns += 1;
      if (!ok) failed.push(`${status} ${text.slice(-300)}`);
    }
  });
  await server.stop();
  const until = Date.now() + 8_000;
  while (Date.now() < until) expect(await agent.save(2)).toBe(503);
  for (const { url } of [control, ...gateways]) {
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  }
  await server.start();
  await expect.poll(() => agent.save(2), { timeout: 5_000 }).toBe(200);
  for (const { url } of gateways) {
    await expect.poll(async () => (await agent.turn(url)).revision, { timeout: 5_000 }).toBe(2);
  }
  over.abort();
  await Promise.all(callers);
  expect(failed).toEqual([]);
  expect(turns).toBeGreaterThan(100);
});

test('each role answers for its own plane, and names the other', async () => {
  const [gateway] = gateways;
  const api = await fetch(`${gateway?.url}/api/v1/models`);
  expect([api.status, await api.text()]).toEqual([404, expect.stringContaining('--role control')]);
  const turn = await fetch(`${control.url}/v1/models`);
  expect([turn.status, await turn.text()]).toEqual([
    404,
    expect.stringContaining('--role gateway'),
  ]);
  expect(control.program.stdout()).toContain('/first-admin#token=');
  expect(gateway?.program.stdout()).not.toContain('/first-admin');
  for (const { program } of gateways) expect(program.stdout()).not.toContain(masterKey);
});

test.each([
  [
    'another master key',
    'gateway',
    { JACKFIELD_MASTER_KEY: newKey() },
    /is not the one this data was sealed with/,
  ],
  ['no master key', 'gateway', { JACKFIELD_MASTER_KEY_FILE: '' }, /makes no master key/],
  ['no PostgreSQL', 'control', { JACKFIELD_DATABASE_URL: '' }, /set JACKFIELD_DATABASE_URL/],
])('a process with %s is refused at its start', async (_what, role, change, line) => {
  const { JACKFIELD_MASTER_KEY_FILE: none } = change as Record<string, string>;
  const environment = {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: folder.path,
    JACKFIELD_DATABASE_URL: server.url,
    ...(none === undefined ? { JACKFIELD_MASTER_KEY: masterKey } : {}),
    ...change,
  };
  const { code, stderr } = await startProgram(['serve', '--role', role], environment).ended;
  expect([code, stderr]).toEqual([1, expect.stringMatching(line)]);
});
