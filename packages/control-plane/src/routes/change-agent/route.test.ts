import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 with the agent as it is live now', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane, 'openai/lively');
  const answer = await plane.call(`PATCH /agents/${id}`, {
    body: { name: 'Desk', slug: 'desk', instructions: 'Be brief.' },
  });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ name: 'Desk', slug: 'desk', instructions: 'Be brief.' });
  const { agentsById } = plane.config();
  expect(agentsById.size).toBe(1);
  expect(agentsById.get(id)).toMatchObject({ slug: 'desk', setting: { revision: 1 } });
});

it('leaves what is left out, and clears instructions with null', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  await plane.call(`PATCH /agents/${id}`, { body: { instructions: 'Be brief.' } });
  const renamed = await plane.call(`PATCH /agents/${id}`, { body: { name: 'Desk' } });
  expect(renamed.body).toMatchObject({ instructions: 'Be brief.', slug: 'reception' });
  const cleared = await plane.call(`PATCH /agents/${id}`, { body: { instructions: null } });
  expect(cleared.body.instructions).toBeNull();
});

it('changes nothing, not even the version, when nothing is different', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const { version } = plane.config();
  const answer = await plane.call(`PATCH /agents/${id}`, { body: { name: 'Reception' } });
  expect(answer.status).toBe(200);
  expect(plane.config().version).toBe(version);
});

it('answers 404 to an unknown agent', async () => {
  await using plane = await startControlPlane();
  expect((await plane.call('PATCH /agents/agt_x', { body: { name: 'x' } })).status).toBe(404);
});

it("answers 409 to another agent's slug", async () => {
  await using plane = await startControlPlane();
  await plane.call('POST /agents', { body: { name: 'One', slug: 'one' } });
  const id = await makeAgent(plane);
  const answer = await plane.call(`PATCH /agents/${id}`, { body: { slug: 'one' } });
  expect([answer.status, answer.body.code]).toEqual([409, 'slug_taken']);
});

it('answers 422 to a field that is not as it should be', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const answer = await plane.call(`PATCH /agents/${id}`, { body: { slug: '-' } });
  expect([answer.status, answer.body.errors[0].field]).toEqual([422, 'slug']);
});

it('takes back the very body that it gave, and ignores what is not for a caller to set', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane, 'openai/lively');
  const { body: given } = await plane.call(`GET /agents/${id}`);
  const { version } = plane.config();
  const same = await plane.call(`PATCH /agents/${id}`, { body: given });
  expect([same.status, same.body]).toEqual([200, given]);
  expect(plane.config().version).toBe(version);

  const forged = { id: 'agt_mine', model: 'openai/second', revision: 9, createdAt: null };
  const renamed = await plane.call(`PATCH /agents/${id}`, {
    body: { ...given, ...forged, name: 'Desk' },
  });
  expect(renamed.body).toEqual({ ...given, name: 'Desk', updatedAt: expect.any(String) });
});

it('still refuses what its answer does not have', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const { body: given } = await plane.call(`GET /agents/${id}`);
  const answer = await plane.call(`PATCH /agents/${id}`, { body: { ...given, warnings: [] } });
  expect([answer.status, answer.body.errors[0].field]).toEqual([422, 'warnings']);
});
