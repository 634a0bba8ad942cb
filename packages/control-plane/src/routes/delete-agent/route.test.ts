import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { makeConnection } from '../../../test/make-connection.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 204; agent and keys are gone everywhere, the audit log remembers', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  const id = await makeAgent(plane, connection.model);
  await plane.call(`POST /agents/${id}/keys`);
  expect(plane.config().agentKeysByHash.size).toBe(1);
  const answer = await plane.call(`DELETE /agents/${id}`);
  expect([answer.status, answer.text]).toEqual([204, '']);
  expect(plane.config().agentsById.size).toBe(0);
  expect(plane.config().agentKeysByHash.size).toBe(0);
  expect((await plane.call(`GET /agents/${id}`)).status).toBe(404);
  expect((await plane.call(`GET /connections/${connection.id}`)).body.usedBy).toEqual([]);
  expect((await plane.call('GET /audit-events')).body.items[0]).toMatchObject({
    action: 'agent.deleted',
    target: { kind: 'agent', id, name: 'Reception' },
  });
});

it('answers 404 the second time', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  await plane.call(`DELETE /agents/${id}`);
  expect((await plane.call(`DELETE /agents/${id}`)).status).toBe(404);
});
