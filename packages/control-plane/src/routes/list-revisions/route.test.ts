import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 with every revision, newest first, page by page', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  for (let number = 1; number <= 5; number += 1) {
    await plane.call(`PUT /agents/${id}/model-setting`, {
      body: { model: 'openai/lively', parameters: { max_tokens: number } },
    });
  }
  const path = `/agents/${id}/model-setting/revisions`;
  const revisions = (body: { items: { revision: number }[] }) =>
    body.items.map(({ revision }) => revision);
  const all = await plane.call(`GET ${path}`);
  expect(all.status).toBe(200);
  expect(revisions(all.body)).toEqual([5, 4, 3, 2, 1]);
  expect(all.body.items[4].parameters).toEqual({ max_tokens: 1 });
  expect(all.body.nextCursor).toBeNull();

  const first = await plane.call(`GET ${path}?limit=2`);
  expect(revisions(first.body)).toEqual([5, 4]);
  const second = await plane.call(`GET ${path}?limit=2&cursor=${first.body.nextCursor}`);
  expect(revisions(second.body)).toEqual([3, 2]);
  const third = await plane.call(`GET ${path}?limit=2&cursor=${second.body.nextCursor}`);
  expect([revisions(third.body), third.body.nextCursor]).toEqual([[1], null]);
});

it('answers 404 to an unknown agent', async () => {
  await using plane = await startControlPlane();
  expect((await plane.call('GET /agents/agt_x/model-setting/revisions')).status).toBe(404);
});

it.each(['limit=101', 'limit=0', 'cursor=x', 'cursor=-1'])('answers 422 to %s', async (query) => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const answer = await plane.call(`GET /agents/${id}/model-setting/revisions?${query}`);
  expect(answer.status).toBe(422);
});
