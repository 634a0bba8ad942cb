import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 with the agent, its model and revision', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane, 'openai/lively');
  const answer = await plane.call(`GET /agents/${id}`);
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ id, model: 'openai/lively', revision: 1 });
});

it('answers 404 that says where to look', async () => {
  await using plane = await startControlPlane();
  const answer = await plane.call("GET /agents/agt_'%20or%20''='");
  expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  expect(answer.body.detail).toContain('GET /api/v1/agents');
});
