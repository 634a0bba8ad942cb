import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { makeConnection } from '../../../test/make-connection.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import { turnOf } from '../../../test/turn-of.ts';

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

it('answers how many turns needed each repair since the start, whichever agent’s they were', async () => {
  await using plane = await startControlPlane();
  const { id, model } = await makeConnection(plane);
  const turn = turnOf('agt_1', { model, repairs: ['role', 'usage'] });
  plane.controlPlane.recordTurn(turn);
  plane.controlPlane.recordTurn({ ...turn, agentId: 'agt_2', repairs: ['role'] });
  plane.controlPlane.recordTurn({ ...turn, repairs: [] });
  for (const path of [`/connections/${id}`, '/connections']) {
    const { body } = await plane.call(`GET ${path}`);
    const { repairs, turns } = body.items?.[0] ?? body;
    expect(turns).toBe(3);
    const counts = repairs.map((repair: { id: string; count: number }) => [
      repair.id,
      repair.count,
    ]);
    expect(counts.filter(([, count]: [string, number]) => count > 0)).toEqual([
      ['role', 2],
      ['usage', 1],
    ]);
  }
});
