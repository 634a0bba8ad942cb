import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 at revision 0 before a model was chosen', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const answer = await plane.call(`GET /agents/${id}/model-setting`);
  expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"0"']);
  expect(answer.body).toMatchObject({ model: null, revision: 0, savedAt: null, warnings: [] });
});

it('answers 200 with the current setting and its revision as the ETag', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane, 'openai/lively');
  const answer = await plane.call(`GET /agents/${id}/model-setting`);
  expect(answer.headers.get('etag')).toBe('"1"');
  expect(answer.body).toMatchObject({
    model: 'openai/lively',
    parameters: {},
    fallbacks: [],
    deadlines: {},
    revision: 1,
    savedBy: 'admin token',
    restoredFrom: null,
  });
});

it('answers 404 to an unknown agent', async () => {
  await using plane = await startControlPlane();
  expect((await plane.call('GET /agents/agt_x/model-setting')).status).toBe(404);
});
