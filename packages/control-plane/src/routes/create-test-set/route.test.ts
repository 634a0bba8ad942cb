import { expect, it } from 'vitest';
import { bakeOffAgent } from '../../../test/bake-off-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 201 once, 409 for the same name again, and 204 when it is deleted', async () => {
  await using plane = await startControlPlane();
  const { path, testSetId } = await bakeOffAgent(plane, []);
  const again = await plane.call(`POST ${path}/test-sets`, { body: { name: 'CALLS' } });
  expect([again.status, again.body.code]).toEqual([409, 'name_taken']);
  const other = await bakeOffAgent(plane, []);
  expect((await plane.call(`DELETE ${other.path}/test-sets/${testSetId}`)).status).toBe(404);
  expect((await plane.call(`DELETE ${path}/test-sets/${testSetId}`)).status).toBe(204);
  expect((await plane.call(`GET ${path}/test-sets`)).body.items).toEqual([]);
});

it('takes half of a character as it is stored, so that the same name again is the same name', async () => {
  await using plane = await startControlPlane();
  const { path } = await bakeOffAgent(plane, []);
  const raw = '{"name":"\\ud800"}';
  const first = await plane.call(`POST ${path}/test-sets`, { raw });
  expect([first.status, first.body.name]).toEqual([201, '\ufffd']);
  expect((await plane.call(`POST ${path}/test-sets`, { raw })).status).toBe(409);
});
