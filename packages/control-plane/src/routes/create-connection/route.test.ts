import { expect, it } from 'vitest';
import { failingReport, passingReport } from '../../../test/check-reports.ts';
import { canary, makeConnection, publicUrl } from '../../../test/make-connection.ts';
import { join } from '../../../test/people.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

const valid = {
  name: 'Our model',
  url: publicUrl,
  modelId: 'support-7b',
  auth: { method: 'x-api-key', credential: canary },
};

it('answers 201 with the connection and its model, never with the credential', async () => {
  await using plane = await startControlPlane();
  const answer = await plane.call('POST /connections', { body: valid });
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    name: 'Our model',
    url: publicUrl,
    modelId: 'support-7b',
    auth: { method: 'x-api-key', hasCredential: true },
    streaming: true,
    model: `byom/${answer.body.id}`,
    usedBy: [],
  });
  for (const path of [
    '/connections',
    `/connections/${answer.body.id}`,
    '/models',
    '/audit-events',
  ]) {
    expect((await plane.call(`GET ${path}`)).text).not.toContain(canary);
  }
  expect(answer.text + plane.logged.join()).not.toContain(canary);
});

it.each([
  ['x-api-key', { kind: 'header', name: 'x-api-key', prefix: '' }],
  ['bearer', { kind: 'header', name: 'authorization', prefix: 'Bearer ' }],
])('publishes the credential as %s', async (method, auth) => {
  await using plane = await startControlPlane();
  const { body } = await plane.call('POST /connections', {
    body: { ...valid, auth: { method, credential: canary } },
  });
  const { body: agent } = await plane.call('POST /agents', { body: { name: 'A' } });
  await plane.call(`PUT /agents/${agent.id}/model-setting`, { body: { model: body.model } });
  const endpoint = plane.config().agentsById.get(agent.id)?.setting?.choices[0].model.endpoint;
  expect(endpoint).toMatchObject({ ready: true, baseUrl: publicUrl, trusted: false, auth });
  expect(JSON.stringify(endpoint)).not.toContain(canary);
});

it('takes an endpoint without a credential', async () => {
  await using plane = await startControlPlane();
  const body = await makeConnection(plane, { auth: { method: 'none' } });
  expect(body.auth).toEqual({ method: 'none', hasCredential: false });
});

it.each([
  [
    'https://8.8.8.8/v1/chat/completions?api-version=2',
    'https://8.8.8.8/v1/chat/completions?api-version=2',
  ],
  ['HTTPS://8.8.8.8:443', 'https://8.8.8.8/'],
  ['https://0x08.8.8.8/v1', 'https://8.8.8.8/v1'],
  ['  https://8.8.8.8/v1  ', 'https://8.8.8.8/v1'],
])('keeps the URL as the gateway will dial it: %s', async (url, kept) => {
  await using plane = await startControlPlane();
  expect((await makeConnection(plane, { url })).url).toBe(kept);
});

it.each([
  'not a url',
  'models.example.com/v1',
  'ftp://8.8.8.8/v1',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'https:8.8.8.8/v1',
  'https:///8.8.8.8',
  'https://user:pass@8.8.8.8/v1',
  'https://@8.8.8.8/v1',
  'https://8.8.8.8/v1#part',
  String.raw`https:\\8.8.8.8\v1`,
  'https://8.8.8.8/v 1',
  'https://8.8.8.8/v1\t2',
  'https://8.8.8.8:0/v1',
  'https://8.8.8.8:99999/v1',
  'https://',
])(
  'answers 422 to a URL that is none, or that two readers could read differently: %j',
  async (url) => {
    await using plane = await startControlPlane();
    const answer = await plane.call('POST /connections', { body: { ...valid, url } });
    expect([answer.status, answer.body.code]).toEqual([422, 'url_invalid']);
    expect(answer.body.errors[0].field).toBe('url');
    expect(answer.text).not.toContain('8.8.8.8');
  },
);

it.each([
  'http://127.0.0.1:4321/v1',
  'http://2130706433:4321/v1',
  'http://0x7f.1:4321/v1',
  'http://0177.0.0.1:4321/v1',
  'http://127.1:4321/v1',
  'http://１２７.0.0.1:4321/v1',
  'http://127.0.0.1.:4321/v1',
  'http://[::1]:4321/v1',
  'http://[::ffff:127.0.0.1]:4321/v1',
  'http://10.0.0.1:4321/v1',
  'http://192.168.1.1:4321/v1',
  'http://0.0.0.0:4321/v1',
  'http://localhost:4321/v1',
])('answers 422 to a private address in any notation: %s', async (url) => {
  await using plane = await startControlPlane();
  const answer = await plane.call('POST /connections', { body: { ...valid, url } });
  expect([answer.status, answer.body.code]).toEqual([422, 'endpoint_not_allowed']);
  expect(answer.body.endpoint).toMatch(/:4321$/);
  expect(answer.body.detail).toContain('admin can allow');
});

it('takes a private address once exactly that host and port is allowed', async () => {
  await using plane = await startControlPlane({ allowEndpoints: ['127.0.0.1:4321'] });
  const create = (url: string) =>
    plane.call('POST /connections', { body: { ...valid, name: url, url } });
  expect((await create('http://127.0.0.1:4321/v1')).status).toBe(201);
  expect((await create('http://127.0.0.1:4322/v1')).status).toBe(422);
  expect((await create('http://127.0.0.2:4321/v1')).status).toBe(422);
});

it('never takes a metadata service, or Jackfield itself', async () => {
  await using plane = await startControlPlane({
    allowEndpoints: ['169.254.169.254:80', '127.0.0.1:4100'],
    ownPorts: new Set([4100]),
  });
  const code = async (url: string) =>
    (await plane.call('POST /connections', { body: { ...valid, url } })).body.code;
  expect(await code('http://169.254.169.254/v1')).toBe('endpoint_metadata_address');
  expect(await code('http://[::ffff:169.254.169.254]/v1')).toBe('endpoint_metadata_address');
  expect(await code('http://127.0.0.1:4100/v1')).toBe('endpoint_own_address');
});

it('answers 409 to a name that is taken, whatever its case', async () => {
  await using plane = await startControlPlane();
  await makeConnection(plane);
  const answer = await plane.call('POST /connections', { body: { ...valid, name: 'OUR model' } });
  expect([answer.status, answer.body.code]).toEqual([409, 'name_taken']);
});

it.each([
  [{ name: '' }, 'name'],
  [{ modelId: '' }, 'modelId'],
  [{ modelId: 'support\n7b' }, 'modelId'],
  [{ modelId: 'support\u0007' }, 'modelId'],
  [{ modelId: 'support\u202e7b' }, 'modelId'],
  [{ modelId: 'support\u009b7b' }, 'modelId'],
  [{ auth: { method: 'basic', credential: 'x' } }, 'auth.method'],
  [{ auth: { method: 'bearer' } }, 'auth.credential'],
  [{ auth: { method: 'bearer', credential: 'two\nlines' } }, 'auth.credential'],
  [{ auth: { method: 'bearer', credential: ' spaced ' } }, 'auth.credential'],
  [{ auth: { method: 'none', credential: 'x' } }, 'auth.credential'],
  [{ streaming: 'yes' }, 'streaming'],
  [{ credential: canary }, 'credential'],
  [{ repairs: { unheard: true } }, 'repairs.unheard'],
])('answers 422 that names the field and repeats no value: %j', async (change, field) => {
  await using plane = await startControlPlane();
  const answer = await plane.call('POST /connections', { body: { ...valid, ...change } });
  expect([answer.status, answer.body.errors[0].field]).toEqual([422, field]);
  expect(answer.text).not.toContain(canary);
});

it('takes the number of attempts that may be under way, within its bounds', async () => {
  await using plane = await startControlPlane();
  const make = (inFlightMax: unknown) =>
    plane.call('POST /connections', { body: { ...valid, inFlightMax } });
  for (const wrong of [0, 10_001, 1.5, '50']) {
    const { status, body } = await make(wrong);
    expect([status, body.errors[0].field]).toEqual([422, 'inFlightMax']);
  }
  const made = await make(50);
  expect([made.status, made.body.inFlightMax]).toEqual([201, 50]);
});

it('takes repairs switched from the start', async () => {
  await using plane = await startControlPlane();
  const body = await makeConnection(plane, { repairs: { 'tool-calls': false } });
  expect(body.repairs.find(({ id }: { id: string }) => id === 'tool-calls')).toEqual({
    id: 'tool-calls',
    name: 'Tool calls',
    words: expect.stringMatching(/\.$/),
    on: false,
    count: 0,
  });
});
it('answers 422 while the newest check of exactly this draft found it not ready', async () => {
  let ready = false;
  await using plane = await startControlPlane({
    checkEndpoint: async (target) => (ready ? passingReport(target) : failingReport(target)),
  });
  const { name, ...draft } = valid;
  const check = () => plane.call('POST /connections/check', { body: draft });
  const save = (change: object = {}) =>
    plane.call('POST /connections', { body: { ...valid, ...change } });
  await check();
  const refused = await save();
  expect([refused.status, refused.body.code]).toEqual([422, 'check_failed']);
  expect(refused.body.checks).toMatchObject([{ id: 'answers', message: expect.any(String) }]);
  expect(refused.text).not.toContain(canary);
  expect((await plane.call('GET /connections')).body.items).toEqual([]);
  // Any other draft was never checked.
  const otherKey = { method: 'x-api-key', credential: 'another' };
  expect((await save({ name: 'Other key', auth: otherKey })).status).toBe(201);
  ready = true;
  await check();
  const saved = await save();
  expect(saved.status).toBe(201);
  expect(saved.body).toMatchObject({
    name,
    lastCheck: { depth: 'full', ready: true, stale: false },
  });
});

it('forgets the check of a draft after an hour', async () => {
  let now = Date.UTC(2026, 10, 25);
  await using plane = await startControlPlane({
    clock: () => now,
    checkEndpoint: async (target) => failingReport(target),
  });
  const { name: _name, ...draft } = valid;
  await plane.call('POST /connections/check', { body: draft });
  now += 59 * 60_000;
  expect((await plane.call('POST /connections', { body: valid })).status).toBe(422);
  now += 60_000;
  const saved = await plane.call('POST /connections', { body: valid });
  expect([saved.status, saved.body.lastCheck]).toEqual([201, null]);
});

it('lets an admin connect it anyway with a reason, which is audited, and nobody else', async () => {
  await using plane = await startControlPlane({
    checkEndpoint: async (target) => failingReport(target),
  });
  const { name: _name, ...draft } = valid;
  await plane.call('POST /connections/check', { body: draft });
  const anyway = { ...valid, connectAnyway: { reason: 'It goes live on Monday.' } };
  const short = { ...valid, connectAnyway: { reason: 'no' } };
  expect((await plane.call('POST /connections', { body: short })).status).toBe(422);

  const designer = await join(plane, 'Dora', 'editor');
  const refused = await designer.call('POST /connections', { body: anyway });
  expect([refused.status, refused.body.code]).toEqual([403, 'admin_only']);

  const saved = await plane.call('POST /connections', { body: anyway });
  expect(saved.status).toBe(201);
  expect(saved.body.lastCheck).toMatchObject({ ready: false, stale: false });
  const { body: events } = await plane.call('GET /audit-events');
  expect(events.items[0]).toMatchObject({
    action: 'connection.connected_anyway',
    target: { id: saved.body.id },
    details: { reason: 'It goes live on Monday.', failed: ['answers'] },
  });
});

it('warns where the check learned that there is no streaming', async () => {
  await using plane = await startControlPlane({
    checkEndpoint: async (target) => {
      const report = passingReport(target);
      return { ...report, capabilities: { ...report.capabilities, streaming: false } };
    },
  });
  const { name: _name, ...draft } = valid;
  const save = async (streaming: boolean, name: string) => {
    await plane.call('POST /connections/check', { body: { ...draft, streaming } });
    return plane.call('POST /connections', { body: { ...valid, streaming, name } });
  };
  const one = await save(true, 'One');
  expect(one.body.warnings).toMatchObject([{ code: 'no_streaming' }]);
  expect((await save(false, 'Two')).body.warnings).toEqual([]);
  // Turns go by what was learned, and callers get their streams all the same.
  expect(plane.config().models.get(one.body.model)).toMatchObject({ streaming: false });
  const { body: models } = await plane.call('GET /models');
  const listed = models.items.find(({ id }: { id: string }) => id === one.body.model);
  expect(listed.capabilities).toMatchObject({ streaming: false });
});

/** Signs the admin in, and makes somebody of another role of them. */
