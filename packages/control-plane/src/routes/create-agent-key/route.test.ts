import { agentKeyHash } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import { turnOf } from '../../../test/turn-of.ts';

it('answers 201 with a key that works at once and is never shown again', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const answer = await plane.call(`POST /agents/${id}/keys`, { body: { name: 'Phone' } });
  expect(answer.status).toBe(201);
  const { key } = answer.body;
  expect(key).toMatch(/^jf_agent_[A-Za-z0-9_-]{43}$/);
  expect(answer.body).toMatchObject({ name: 'Phone', hint: key.slice(-4) });
  expect(plane.config().agentKeysByHash.get(agentKeyHash(key))?.agentId).toBe(id);

  for (const path of [`/agents/${id}/keys`, '/audit-events', `/agents/${id}`]) {
    const { text } = await plane.call(`GET ${path}`);
    expect(text).not.toContain(key);
    expect(text).not.toContain(agentKeyHash(key));
  }
  expect(plane.logged.join()).not.toContain(key);
});

it('needs no body', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  expect((await plane.call(`POST /agents/${id}/keys`)).body.name).toBe('');
});

it('answers 404 to an unknown agent', async () => {
  await using plane = await startControlPlane();
  expect((await plane.call('POST /agents/agt_x/keys')).status).toBe(404);
});

it('answers 422 to a name that is too long', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const answer = await plane.call(`POST /agents/${id}/keys`, { body: { name: 'x'.repeat(101) } });
  expect([answer.status, answer.body.errors[0].field]).toEqual([422, 'name']);
});

it('publishes when a key ends, and tells when it was last used, over a restart too', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane, 'openai/lively');
  const expiresAt = '2099-01-01T00:00:00.000Z';
  const { body: made } = await plane.call(`POST /agents/${id}/keys`, { body: { expiresAt } });
  expect(made).toMatchObject({ expiresAt, lastUsedAt: null });
  expect(plane.config().agentKeysByHash.get(agentKeyHash(made.key))).toEqual({
    id: made.id,
    agentId: id,
    hash: agentKeyHash(made.key),
    expiresAt: Date.parse(expiresAt),
    requestsPerMinute: null,
  });
  const startedAt = Date.parse('2026-11-25T10:20:30.400Z');
  plane.controlPlane.recordTurn(turnOf(id, { keyId: made.id, startedAt }));
  const seen = async (from: typeof plane) => (await from.call(`GET /agents/${id}/keys`)).body.items;
  const expected = [{ id: made.id, expiresAt, lastUsedAt: '2026-11-25T10:20:00.000Z' }];
  expect(await seen(plane)).toMatchObject(expected);
  await using again = await plane.restart();
  expect(await seen(again)).toMatchObject(expected);
});

it.each(['2020-01-01T00:00:00Z', 'tomorrow'])('answers 422 to an end at %s', async (expiresAt) => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const answer = await plane.call(`POST /agents/${id}/keys`, { body: { expiresAt } });
  expect([answer.status, answer.body.errors[0].field]).toEqual([422, 'expiresAt']);
});

it('publishes how many requests a minute a key may make, over a restart too', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const body = { requestsPerMinute: 60 };
  const { body: made } = await plane.call(`POST /agents/${id}/keys`, { body });
  expect(made.requestsPerMinute).toBe(60);
  const published = (from: typeof plane) =>
    from.config().agentKeysByHash.get(agentKeyHash(made.key))?.requestsPerMinute;
  expect(published(plane)).toBe(60);
  await using again = await plane.restart();
  expect(published(again)).toBe(60);
});

it.each([0, -1, 1.5, 1_000_001, '60', true])(
  'answers 422 to %j requests a minute',
  async (requestsPerMinute) => {
    await using plane = await startControlPlane();
    const id = await makeAgent(plane);
    const answer = await plane.call(`POST /agents/${id}/keys`, { body: { requestsPerMinute } });
    expect([answer.status, answer.body.errors[0].field]).toEqual([422, 'requestsPerMinute']);
    expect((await plane.call(`GET /agents/${id}/keys`)).body.items).toEqual([]);
  },
);
