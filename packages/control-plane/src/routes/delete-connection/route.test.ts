import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { makeConnection } from '../../../test/make-connection.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 204, and the catalogue no longer lists it', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  expect((await plane.call(`DELETE /connections/${connection.id}`)).status).toBe(204);
  expect((await plane.call('GET /models')).text).not.toContain(connection.id);
  expect((await plane.call(`DELETE /connections/${connection.id}`)).status).toBe(404);
});

it('answers 409 with the agents that use it, as their model or as a fallback', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane);
  const one = await makeAgent(plane, connection.model, 'One');
  const two = await makeAgent(plane, null, 'Two');
  await plane.call(`PUT /agents/${two}/model-setting`, {
    body: { model: 'openai/lively', fallbacks: [{ model: connection.model }] },
  });
  const answer = await plane.call(`DELETE /connections/${connection.id}`);
  expect([answer.status, answer.body.code]).toEqual([409, 'connection_in_use']);
  expect(answer.body.agents).toEqual([
    { id: one, name: 'One' },
    { id: two, name: 'Two' },
  ]);
  // Only current settings count: an earlier revision does not hold on to a connection.
  for (const id of [one, two]) {
    await plane.call(`PUT /agents/${id}/model-setting`, { body: { model: 'openai/second' } });
  }
  expect((await plane.call(`DELETE /connections/${connection.id}`)).status).toBe(204);
});

it('answers 404 to an unknown connection', async () => {
  await using plane = await startControlPlane();
  expect((await plane.call('DELETE /connections/con_x')).status).toBe(404);
});
