import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 with all agents, page by page, each once', async () => {
  await using plane = await startControlPlane();
  const ids: string[] = [];
  for (let count = 0; count < 5; count += 1) ids.push(await makeAgent(plane));
  const all = await plane.call('GET /agents');
  expect(all.status).toBe(200);
  expect(all.body.items.map(({ id }: { id: string }) => id).toSorted()).toEqual(ids.toSorted());
  expect(all.body.nextCursor).toBeNull();

  const seen: string[] = [];
  let cursor = '';
  do {
    const { body } = await plane.call(`GET /agents?limit=2${cursor}`);
    seen.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
  } while (cursor !== '');
  expect(seen).toEqual(all.body.items.map(({ id }: { id: string }) => id));
});

it.each(['cursor=nonsense', 'limit=0', 'limit=x', "cursor=1.agt_'%20or%201=1"])(
  'answers 422 to a query that it can not follow: %s',
  async (query) => {
    await using plane = await startControlPlane();
    expect((await plane.call(`GET /agents?${query}`)).status).toBe(422);
  },
);
