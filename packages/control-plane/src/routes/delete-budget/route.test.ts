import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 204 and writes it down once, however often it is asked', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  await plane.call(`PUT /agents/${id}/budget`, { body: { amountUsd: 1, period: 'day' } });
  for (let asked = 0; asked < 2; asked += 1) {
    expect((await plane.call(`DELETE /agents/${id}/budget`)).status).toBe(204);
  }
  expect((await plane.call(`GET /agents/${id}/budget`)).body.state).toBe('none');
  const { items } = (await plane.call('GET /audit-events?limit=2')).body;
  expect(items).toMatchObject([{ action: 'budget.removed' }, { action: 'budget.saved' }]);
});
