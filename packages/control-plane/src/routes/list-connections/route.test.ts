import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { canary, makeConnection } from '../../../test/make-connection.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 with all connections by name, and who uses each', async () => {
  await using plane = await startControlPlane();
  const second = await makeConnection(plane, { name: 'Second' });
  const first = await makeConnection(plane, { name: 'first' });
  const agent = await makeAgent(plane, second.model);
  const answer = await plane.call('GET /connections');
  expect(answer.status).toBe(200);
  expect(answer.body.items).toMatchObject([
    { id: first.id, usedBy: [] },
    { id: second.id, usedBy: [{ id: agent, name: 'Reception' }] },
  ]);
  expect(answer.text).not.toContain(canary);
});
