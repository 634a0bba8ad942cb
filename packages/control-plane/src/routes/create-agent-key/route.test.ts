import { agentKeyHash } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 201 with a key that works at once and is never shown again', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const answer = await plane.call(`POST /agents/${id}/keys`, { body: { name: 'Phone' } });
  expect(answer.status).toBe(201);
  const { key } = answer.body;
  expect(key).toMatch(/^jf_agent_[A-Za-z0-9_-]{43}$/);
  expect(answer.body).toMatchObject({ name: 'Phone', hint: key.slice(-4) });
  expect(plane.config().agentsByKeyHash.get(agentKeyHash(key))?.id).toBe(id);

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
