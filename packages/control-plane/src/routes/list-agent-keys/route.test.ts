import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it("answers 200 with the agent's keys and nobody else's", async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const other = await makeAgent(plane);
  const { body: key } = await plane.call(`POST /agents/${id}/keys`, {
    body: { name: 'Phone', requestsPerMinute: 60 },
  });
  const answer = await plane.call(`GET /agents/${id}/keys`);
  expect(answer.status).toBe(200);
  expect(answer.body.items).toEqual([
    {
      id: key.id,
      name: 'Phone',
      hint: key.hint,
      createdAt: key.createdAt,
      expiresAt: null,
      requestsPerMinute: 60,
      lastUsedAt: null,
    },
  ]);
  expect((await plane.call(`GET /agents/${other}/keys`)).body.items).toEqual([]);
});

it('answers 404 to an unknown agent', async () => {
  await using plane = await startControlPlane();
  expect((await plane.call('GET /agents/agt_x/keys')).status).toBe(404);
});
