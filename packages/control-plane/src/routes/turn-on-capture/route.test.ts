import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('is off by default, and answers 200 when it is turned on: gateways know, and so does the audit log', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const capture = `/agents/${id}/capture`;
  const off = { capturing: false, retentionDays: null };
  expect((await plane.call(`GET ${capture}`)).body).toEqual(off);
  expect(plane.config().agentsById.get(id)?.captures).toBe(false);

  const on = await plane.call(`PUT ${capture}`, { body: { retentionDays: 7 } });
  expect([on.status, on.body]).toEqual([200, { capturing: true, retentionDays: 7 }]);
  expect((await plane.call(`GET ${capture}`)).body).toEqual(on.body);
  expect(plane.config().agentsById.get(id)?.captures).toBe(true);
  await plane.call(`PUT ${capture}`, { body: { retentionDays: 7 } });
  await plane.call(`PUT ${capture}`, { body: { retentionDays: 90 } });
  const { items } = (await plane.call('GET /audit-events?limit=2')).body;
  expect(items).toMatchObject([
    { action: 'capture.changed', details: { retentionDays: 90 } },
    { action: 'capture.turned_on', details: { retentionDays: 7 }, target: { id } },
  ]);
  await using again = await plane.restart();
  expect(again.config().agentsById.get(id)?.captures).toBe(true);
});

it.each([0, 91, 1.5, null])('answers 422 to %s days', async (retentionDays) => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const answer = await plane.call(`PUT /agents/${id}/capture`, { body: { retentionDays } });
  expect([answer.status, answer.body.errors[0].field]).toEqual([422, 'retentionDays']);
});
