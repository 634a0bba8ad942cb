import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Secret } from '@jackfield/gateway-config';
import type { GatewayConfig } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { makeAgent } from '../test/make-agent.ts';
import { canary, makeConnection } from '../test/make-connection.ts';
import { startControlPlane } from '../test/start-control-plane.ts';
import { onPostgres } from '../test/test-store.ts';
import { StartProblem } from './start-problem.ts';

it('publishes a configuration before it resolves, and a newer one after a restart', async () => {
  await using plane = await startControlPlane();
  expect(plane.published).toHaveLength(1);
  const { version } = plane.config();
  await using again = await plane.restart();
  expect(again.published).toHaveLength(1);
  expect(again.config().version).toBeGreaterThan(version);
});

it('keeps everything over a restart', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  const agent = await makeAgent(plane, connection.model);
  await plane.call(`PUT /agents/${agent}/model-setting`, {
    body: { model: 'openai/lively', fallbacks: [{ model: connection.model }] },
  });
  await plane.call(`POST /agents/${agent}/keys`);
  await plane.call('POST /allowed-endpoints', { body: { endpoint: '10.0.0.1:80' } });
  await plane.call('PUT /providers/openai/credentials', { body: { apiKey: canary } });
  const paths = [
    '/agents',
    `/agents/${agent}/model-setting`,
    `/agents/${agent}/model-setting/revisions`,
    `/agents/${agent}/keys`,
    '/connections',
    '/models',
    '/allowed-endpoints',
    '/providers',
    '/audit-events',
  ];
  const read = async (from: typeof plane) =>
    Promise.all(paths.map(async (path) => (await from.call(`GET ${path}`)).body));
  const before = await read(plane);
  const config = withoutVersion(plane.config());
  await using again = await plane.restart();
  expect(await read(again)).toEqual(before);
  expect(withoutVersion(again.config())).toEqual(config);
});

it('publishes by small steps what a start would publish whole', async () => {
  await using plane = await startControlPlane({ allowEndpoints: ['127.0.0.1:9000'] });
  const connection = await makeConnection(plane);
  const one = await makeAgent(plane, connection.model, 'One');
  const two = await makeAgent(plane, 'openai/lively', 'Two');
  await plane.call(`POST /agents/${two}/keys`);
  await plane.call(`PATCH /connections/${connection.id}`, { body: { modelId: 'changed' } });
  await plane.call('PUT /providers/openai/credentials', { body: { apiKey: canary } });
  await plane.call(`PATCH /agents/${one}`, { body: { slug: 'first' } });
  await plane.call(`DELETE /agents/${two}`);
  await makeAgent(plane, 'openai/second', 'Three');
  await plane.call('POST /allowed-endpoints', { body: { endpoint: '10.0.0.1:80' } });
  const stepwise = withoutVersion(plane.config());
  await using again = await plane.restart();
  expect(stepwise).toEqual(withoutVersion(again.config()));
});

it('never changes a configuration that was published', async () => {
  await using plane = await startControlPlane();
  const agent = await makeAgent(plane, 'openai/lively');
  const held = plane.config();
  await plane.call(`PUT /agents/${agent}/model-setting`, { body: { model: 'openai/second' } });
  await plane.call(`POST /agents/${agent}/keys`);
  await plane.call(`DELETE /agents/${agent}`);
  expect(held.agentsById.get(agent)?.setting).toMatchObject({ revision: 1 });
  expect(held.agentsById.get(agent)?.setting?.choices[0].model.id).toBe('openai/lively');
  expect(held.agentKeysByHash.size).toBe(0);
});

it('publishes a changed catalogue, and a model that is gone as not ready', async () => {
  await using plane = await startControlPlane();
  const agent = await makeAgent(plane, 'openai/lively');
  const file = join(plane.dataDir, 'catalog.yaml');
  await writeFile(file, 'models:\n  - id: openai/lively\n    upstreamModel: renamed\n');
  expect(plane.controlPlane.reloadCatalogue()).toBe(true);
  // The next change waits for the publication that the reload began.
  await makeAgent(plane);
  const model = plane.config().agentsById.get(agent)?.setting?.choices[0].model;
  expect(model?.upstreamModel).toBe('renamed');
});

it.skipIf(onPostgres)(
  'says 503 while the store fails, loses nothing and goes on afterwards',
  async () => {
    await using plane = await startControlPlane();
    const agent = await makeAgent(plane, 'openai/lively');
    const other = new DatabaseSync(join(plane.dataDir, 'jackfield.db'));
    other.exec('begin immediate');
    const published = plane.published.length;
    const save = () =>
      plane.call(`PUT /agents/${agent}/model-setting`, { body: { model: 'openai/second' } });
    const refused = await save();
    expect([refused.status, refused.body.code]).toEqual([503, 'store_failing']);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.text).not.toContain('SQL');
    expect(plane.published).toHaveLength(published);
    expect(plane.logged.join()).toContain('database is locked');
    expect((await plane.call(`GET /agents/${agent}`)).body.revision).toBe(1);
    other.exec('rollback');
    other.close();
    expect((await save()).body.revision).toBe(2);
  },
);

it('answers 500 with a safe message when something inside goes wrong', async () => {
  await using plane = await startControlPlane({
    startDemoEndpoint: async () => {
      throw new Error(`private detail ${canary}`);
    },
  });
  const answer = await plane.call('POST /demo-endpoint');
  expect([answer.status, answer.body.code]).toEqual([500, 'internal_error']);
  expect(answer.text).not.toContain('private detail');
  expect(plane.logged.join()).toContain('private detail');
});

it('publishes everything anew after a publication that failed', async () => {
  let fails = false;
  const taken: GatewayConfig[] = [];
  await using plane = await startControlPlane({
    publish: (config) => {
      if (fails) throw new Error('The gateway did not take it.');
      taken.push(config);
    },
  });
  const agent = await makeAgent(plane, 'openai/lively');
  fails = true;
  const failed = await plane.call(`PUT /agents/${agent}/model-setting`, {
    body: { model: 'openai/second' },
  });
  expect(failed.status).toBe(500);
  fails = false;
  await makeAgent(plane, null, 'Another');
  expect(taken.at(-1)?.agentsById.get(agent)?.setting?.choices[0].model.id).toBe('openai/second');
});

it('takes a changing request with a cookie from its own pages alone', async () => {
  await using plane = await startControlPlane();
  const token = await plane.controlPlane.firstAdminToken();
  const body = { token, password: 'correct horse battery' };
  const made = await plane.call('POST /first-admin', { token: null, body });
  const cookie = made.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  const post = (headers: Record<string, string>) =>
    plane.call('POST /agents', {
      token: null,
      body: { name: 'x' },
      headers: { cookie, ...headers },
    });
  expect((await post({ origin: plane.origin })).status).toBe(201);
  expect((await post({ 'sec-fetch-site': 'same-origin' })).status).toBe(201);
  expect((await post({ 'sec-fetch-site': 'none' })).status).toBe(201);
  expect((await post({ origin: `${plane.origin}0` })).status).toBe(403);
  expect((await plane.call('GET /agents', { token: null, headers: { cookie } })).status).toBe(200);
});

it('takes no admin token when none was set', async () => {
  await using plane = await startControlPlane({ adminToken: null });
  expect((await plane.call('GET /agents')).status).toBe(401);
  expect((await plane.call('GET /agents', { token: 'null' })).status).toBe(401);
});

it.each([
  [{ allowEndpoints: ['10.0.0.1'] }, /JACKFIELD_ALLOW_ENDPOINTS holds "10\.0\.0\.1"/],
  [{ catalogDir: '/nowhere' }, /The catalogue can't be used: .*nowhere/],
])('refuses to start, in one line: %j', async (change, message) => {
  const error = await startControlPlane(change).then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(StartProblem);
  expect(error instanceof Error ? error.message : '').toMatch(message);
  expect(error instanceof Error ? error.message : '').not.toContain('\n');
});

it('refuses a broken catalogue, and lets go of the data folder', async () => {
  await using plane = await startControlPlane();
  const file = join(plane.dataDir, 'catalog.yaml');
  await writeFile(file, 'models: [');
  await expect(plane.restart()).rejects.toThrow(/^The catalogue can't be used: .*catalog\.yaml:1/);
  await writeFile(file, '');
  await using again = await plane.restart();
  expect(again.published).toHaveLength(1);
});

it('says nothing of a credential in any answer or log line', async () => {
  const secret = new Secret(canary);
  await using plane = await startControlPlane({
    providerEnvironment: { polyllm: { apiKey: secret, baseUrl: new Secret('http://10.0.0.9/v1') } },
  });
  const answers: string[] = [];
  const call = async (request: string, body?: unknown) => {
    const answer = await plane.call(request, body === undefined ? {} : { body });
    answers.push(answer.text, JSON.stringify([...answer.headers]));
    return answer.body;
  };
  const auth = { method: 'bearer', credential: canary };
  const connection = await call('POST /connections', {
    name: 'C',
    url: 'https://8.8.8.8/v1',
    modelId: 'm',
    auth,
  });
  await call('POST /connections', { name: 'C', url: 'https://8.8.8.8/', modelId: 'm', auth });
  await call('POST /connections', { name: '', url: 'x', modelId: 'm', auth });
  await call(`PATCH /connections/${connection.id}`, { auth, url: 'https://1.1.1.1/' });
  await call(`POST /connections/${connection.id}/check`);
  await call('POST /connections/check', { url: 'https://8.8.8.8/v1', modelId: 'm', auth });
  await call('PUT /providers/openai/credentials', { apiKey: canary });
  await call('PUT /providers/openai/credentials', { apiKey: `${canary}\n` });
  await call('PUT /providers/openai/credentials', { token: canary });
  await call('POST /session', { password: canary });
  await call('POST /first-admin', { token: canary, password: canary });
  await makeAgent(plane, connection.model);
  for (const path of ['models', 'connections', 'providers', 'audit-events', 'status', 'agents']) {
    await call(`GET /${path}`);
  }
  const everything = [...answers, ...plane.logged, ...plane.published.map(inspectConfig)].join(
    '\n',
  );
  expect(everything).not.toContain(canary);
  expect(everything).not.toContain(Buffer.from(canary).toString('base64').slice(0, 20));
});

function inspectConfig(config: GatewayConfig): string {
  return JSON.stringify([...config.agentsById.values()]);
}

function withoutVersion(config: GatewayConfig) {
  return {
    agentsById: config.agentsById,
    agentKeysByHash: config.agentKeysByHash,
    allowedEndpoints: config.allowedEndpoints,
  };
}

it.skipIf(onPostgres)('needs its data folder to be there', async () => {
  const missing = join(tmpdir(), 'jackfield-is-not-here', 'data');
  await expect(startControlPlane({ dataDir: missing })).rejects.toThrow(StartProblem);
});
