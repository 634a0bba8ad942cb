import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { canary, makeConnection } from '../../../test/make-connection.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import type { TestControlPlane } from '../../../test/start-control-plane.ts';

function endpointOf(plane: TestControlPlane, agentId: string) {
  const model = plane.config().agentsById.get(agentId)?.setting?.choices[0].model;
  if (model?.endpoint.ready !== true) throw new Error('The endpoint is not ready.');
  return model.endpoint;
}

it('answers 200 with the change live for the agents that use it', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  const agent = await makeAgent(plane, connection.model);
  const answer = await plane.call(`PATCH /connections/${connection.id}`, {
    body: { name: 'Renamed', modelId: 'support-8b', streaming: false },
  });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ name: 'Renamed', modelId: 'support-8b', streaming: false });
  expect(plane.config().agentsById.get(agent)?.setting?.choices[0].model).toMatchObject({
    upstreamModel: 'support-8b',
    streaming: false,
  });
});

it('keeps the credential when only the path changes, in a pool of its own', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  const agent = await makeAgent(plane, connection.model);
  const before = endpointOf(plane, agent);
  const answer = await plane.call(`PATCH /connections/${connection.id}`, {
    body: { url: 'https://8.8.8.8/v2', auth: { method: 'bearer' } },
  });
  expect(answer.status).toBe(200);
  const after = endpointOf(plane, agent);
  expect(after.baseUrl).toBe('https://8.8.8.8/v2');
  expect(after.poolKey).not.toBe(before.poolKey);
  expect(after.auth.kind === 'header' ? after.auth.credential.reveal() : null).toBe(canary);
});

it('takes another server or auth method with a fresh credential', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  const agent = await makeAgent(plane, connection.model);
  const answer = await plane.call(`PATCH /connections/${connection.id}`, {
    body: { url: 'https://1.1.1.1/v1', auth: { method: 'x-api-key', credential: 'fresh-one' } },
  });
  expect(answer.status).toBe(200);
  const { auth, baseUrl } = endpointOf(plane, agent);
  expect(baseUrl).toBe('https://1.1.1.1/v1');
  expect(auth).toMatchObject({ kind: 'header', name: 'x-api-key' });
  expect(auth.kind === 'header' ? auth.credential.reveal() : null).toBe('fresh-one');
});

it('lets go of the credential when the method becomes none', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  const answer = await plane.call(`PATCH /connections/${connection.id}`, {
    body: { url: 'https://1.1.1.1/v1', auth: { method: 'none' } },
  });
  expect(answer.body.auth).toEqual({ method: 'none', hasCredential: false });
});

it.each([
  [{ url: 'https://1.1.1.1/v1' }],
  [{ url: 'http://8.8.8.8/v1' }],
  [{ url: 'https://8.8.8.8:8443/v1' }],
  [{ url: 'https://1.1.1.1/v1', auth: { method: 'bearer' } }],
  [{ auth: { method: 'x-api-key' } }],
])(
  'answers 422 when a credential would be sent elsewhere than it was given for: %j',
  async (body) => {
    await using plane = await startControlPlane();
    const connection = await makeConnection(plane);
    const answer = await plane.call(`PATCH /connections/${connection.id}`, { body });
    expect([answer.status, answer.body.code]).toEqual([422, 'credential_required']);
    expect(answer.body.errors[0].field).toBe('auth.credential');
    expect((await plane.call(`GET /connections/${connection.id}`)).body).toEqual(connection);
  },
);

it('answers 422 when an endpoint that had none is given an auth method without a credential', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane, { auth: { method: 'none' } });
  const moved = await plane.call(`PATCH /connections/${connection.id}`, {
    body: { url: 'https://1.1.1.1/v1' },
  });
  expect(moved.status).toBe(200);
  const answer = await plane.call(`PATCH /connections/${connection.id}`, {
    body: { auth: { method: 'bearer' } },
  });
  expect(answer.body.code).toBe('credential_required');
});

it('answers 422 to a private address, as a new connection would', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  const answer = await plane.call(`PATCH /connections/${connection.id}`, {
    body: { url: 'http://10.0.0.1/v1', auth: { method: 'bearer', credential: 'x' } },
  });
  expect([answer.status, answer.body.code]).toEqual([422, 'endpoint_not_allowed']);
});

it('answers 404 to an unknown connection', async () => {
  await using plane = await startControlPlane();
  expect((await plane.call('PATCH /connections/con_x', { body: { name: 'x' } })).status).toBe(404);
  const body = { url: 'http://10.0.0.1/v1' };
  expect((await plane.call('PATCH /connections/con_x', { body })).status).toBe(404);
});

it("answers 409 to another connection's name, and lets a connection keep its own", async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  await makeConnection(plane, { name: 'Taken' });
  const rename = (name: string) =>
    plane.call(`PATCH /connections/${connection.id}`, { body: { name } });
  expect((await rename('taken')).body.code).toBe('name_taken');
  expect((await rename('OUR MODEL')).status).toBe(200);
});

it('takes back the very body that it gave, and ignores what is not for a caller to set', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  await makeAgent(plane, connection.model);
  const open = await makeConnection(plane, { name: 'Open', auth: { method: 'none' } });
  for (const { id } of [connection, open]) {
    const { body: given } = await plane.call(`GET /connections/${id}`);
    const same = await plane.call(`PATCH /connections/${id}`, { body: given });
    expect([same.status, same.body]).toEqual([200, { ...given, warnings: [] }]);
  }
  const { body: given } = await plane.call(`GET /connections/${connection.id}`);
  const forged = {
    id: 'con_mine',
    model: 'byom/con_mine',
    usedBy: [],
    createdAt: 0,
    auth: { method: 'bearer', hasCredential: false },
  };
  const renamed = await plane.call(`PATCH /connections/${connection.id}`, {
    body: { ...given, ...forged, name: 'Renamed' },
  });
  expect(renamed.body).toEqual({
    ...given,
    name: 'Renamed',
    updatedAt: expect.any(String),
    warnings: [],
  });
  const again = await plane.call(`PATCH /connections/${connection.id}`, { body: renamed.body });
  expect(again.status).toBe(200);
});

it('keeps the sealed credential when its answer comes back, and only where it was given for', async () => {
  await using plane = await startControlPlane();
  const { id, model } = await makeConnection(plane);
  const agent = await makeAgent(plane, model);
  const { body: given } = await plane.call(`GET /connections/${id}`);
  expect(given.auth).toEqual({ method: 'bearer', hasCredential: true });
  await plane.call(`PATCH /connections/${id}`, { body: { ...given, modelId: 'support-8b' } });
  const { auth } = endpointOf(plane, agent);
  expect(auth.kind === 'header' ? auth.credential.reveal() : null).toBe(canary);
  const moved = await plane.call(`PATCH /connections/${id}`, {
    body: { ...given, url: 'https://1.1.1.1/v1' },
  });
  expect([moved.status, moved.body.code]).toEqual([422, 'credential_required']);
});

it.each([
  [{ secret: 1 }, 'secret'],
  [{ auth: { method: 'bearer', hasCredentials: true } }, 'auth.hasCredentials'],
])('still refuses what its answer does not have: %j', async (extra, field) => {
  await using plane = await startControlPlane();
  const { id, ...given } = await makeConnection(plane);
  const answer = await plane.call(`PATCH /connections/${id}`, { body: { ...given, ...extra } });
  expect([answer.status, answer.body.errors[0].field]).toEqual([422, field]);
});

it('does not judge anew a URL that stays', async () => {
  await using plane = await startControlPlane();
  const allowed = await plane.call('POST /allowed-endpoints', {
    body: { endpoint: '10.0.0.5:8000' },
  });
  const { id } = await makeConnection(plane, { url: 'http://10.0.0.5:8000/v1' });
  await plane.call(`DELETE /allowed-endpoints/${allowed.body.id}`);
  const { body: given } = await plane.call(`GET /connections/${id}`);
  const renamed = await plane.call(`PATCH /connections/${id}`, {
    body: { ...given, name: 'Renamed' },
  });
  expect([renamed.status, renamed.body.name]).toEqual([200, 'Renamed']);
  const moved = await plane.call(`PATCH /connections/${id}`, {
    body: { url: 'http://10.0.0.5:8000/v2' },
  });
  expect(moved.status).toBe(422);
});

it('sets and takes back how many attempts may be under way, without a new pool', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  expect(connection.inFlightMax).toBeNull();
  const agent = await makeAgent(plane, connection.model);
  const before = endpointOf(plane, agent);
  const limit = () => plane.config().agentsById.get(agent)?.setting?.choices[0].model.inFlightMax;
  for (const inFlightMax of [50, null]) {
    const answer = await plane.call(`PATCH /connections/${connection.id}`, {
      body: { inFlightMax },
    });
    expect([answer.status, answer.body.inFlightMax, limit()]).toEqual([
      200,
      inFlightMax,
      inFlightMax,
    ]);
  }
  await plane.call(`PATCH /connections/${connection.id}`, { body: { inFlightMax: 7 } });
  await plane.call(`PATCH /connections/${connection.id}`, { body: { name: 'Renamed' } });
  expect(limit()).toBe(7);
  expect(endpointOf(plane, agent).poolKey).toBe(before.poolKey);
});

it('answers 200 with the repairs switched as asked, the others as they were, and live at once', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  const agent = await makeAgent(plane, connection.model);
  const patch = (repairs: object) =>
    plane.call(`PATCH /connections/${connection.id}`, { body: { repairs } });
  const published = () =>
    plane.config().agentsById.get(agent)?.setting?.choices[0].model.repairs ?? [];
  expect(published()).toEqual([
    'refused-fields',
    'role',
    'finish-reason',
    'tool-calls',
    'envelope',
    'usage',
  ]);
  await patch({ role: false, 'missing-finish-reason': true });
  const answer = await patch({ usage: false });
  expect(answer.status).toBe(200);
  const on = answer.body.repairs.filter((repair: { on: boolean }) => repair.on);
  expect(on.map(({ id }: { id: string }) => id)).toEqual(published());
  expect(published()).toEqual([
    'refused-fields',
    'finish-reason',
    'missing-finish-reason',
    'tool-calls',
    'envelope',
  ]);
  const { body } = await plane.call('GET /audit-events');
  expect(body.items[0]).toMatchObject({
    action: 'connection.changed',
    details: { fields: ['repairs'], repairs: { usage: false } },
  });
  const version = plane.config().version;
  await patch({ usage: false });
  expect(plane.config().version).toBe(version);
});

it('keeps switched repairs over a restart', async () => {
  const plane = await startControlPlane();
  const connection = await makeConnection(plane);
  await plane.call(`PATCH /connections/${connection.id}`, { body: { repairs: { role: false } } });
  await using next = await plane.restart();
  const { body } = await next.call(`GET /connections/${connection.id}`);
  expect(body.repairs).toContainEqual(expect.objectContaining({ id: 'role', on: false }));
});

it.each([
  [{ repairs: { rolle: false } }, 'repairs.rolle'],
  [{ repairs: { role: 'off' } }, 'repairs.role'],
  [{ repairs: ['role'] }, 'repairs'],
])('answers 422 to a repair there is none of, or no switch: %j', async (body, field) => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  const answer = await plane.call(`PATCH /connections/${connection.id}`, { body });
  expect([answer.status, answer.body.errors[0].field]).toEqual([422, field]);
});

it('forgets what a check found once the model is another, and only then', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane, { auth: { method: 'none' } });
  const agent = await makeAgent(plane, connection.model);
  const found = {
    developerRole: false,
    refusedFields: ['user'],
    unknownFieldsRefused: false,
    tools: true,
    parallelToolCalls: true,
    structuredOutput: true,
    streaming: true,
    usageInStream: true,
    checkedAt: '2026-11-24T10:00:00.000Z',
  };
  for (const [body, refused] of [
    [{ name: 'Renamed' }, ['user']],
    [{ modelId: 'support-8b' }, []],
    [{ url: 'https://8.8.8.8/v2' }, []],
  ] as const) {
    await plane.sql('update connections set capabilities = $1', JSON.stringify(found));
    await plane.call(`PATCH /connections/${connection.id}`, { body });
    const model = plane.config().agentsById.get(agent)?.setting?.choices[0].model;
    expect(model?.refusedFields).toEqual(refused);
    expect(model?.repairs.includes('developer-as-system')).toBe(refused.length > 0);
  }
});
