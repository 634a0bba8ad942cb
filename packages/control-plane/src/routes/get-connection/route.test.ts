import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { makeConnection } from '../../../test/make-connection.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 with the connection, and with agents that have it as a fallback', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  const agent = await makeAgent(plane);
  await plane.call(`PUT /agents/${agent}/model-setting`, {
    body: { model: 'openai/lively', fallbacks: [{ model: connection.model }] },
  });
  const answer = await plane.call(`GET /connections/${connection.id}`);
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ ...connection, usedBy: [{ id: agent, name: 'Reception' }] });
});

it('answers 404 to an unknown connection', async () => {
  await using plane = await startControlPlane();
  expect((await plane.call('GET /connections/con_x')).status).toBe(404);
});
