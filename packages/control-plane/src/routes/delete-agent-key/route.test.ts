import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 204, and the key no longer names an agent', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const { body: key } = await plane.call(`POST /agents/${id}/keys`);
  const { body: kept } = await plane.call(`POST /agents/${id}/keys`);
  expect((await plane.call(`DELETE /agents/${id}/keys/${key.id}`)).status).toBe(204);
  expect(plane.config().agentKeysByHash.size).toBe(1);
  expect((await plane.call(`GET /agents/${id}/keys`)).body.items).toMatchObject([{ id: kept.id }]);
});

it("answers 404 to an unknown key, and to another agent's", async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const other = await makeAgent(plane);
  const { body: key } = await plane.call(`POST /agents/${other}/keys`);
  expect((await plane.call(`DELETE /agents/${id}/keys/key_x`)).status).toBe(404);
  expect((await plane.call(`DELETE /agents/${id}/keys/${key.id}`)).status).toBe(404);
  expect(plane.config().agentKeysByHash.size).toBe(1);
});

it('does not repeat a key that was given in place of its id', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const { body } = await plane.call(`POST /agents/${id}/keys`, { body: {} });
  const answer = await plane.call(`DELETE /agents/${id}/keys/${body.key}`);
  expect(answer.status).toBe(404);
  expect(answer.text).not.toContain(body.key.slice(0, 20));
});
