import type { AttemptRecord } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { HandTime } from '../../../test/hand-time.ts';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import type { TestControlPlane } from '../../../test/start-control-plane.ts';
import { turnOf } from '../../../test/turn-of.ts';
import { startWebhookReceiver } from '../../../test/webhook-receiver.ts';

const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;
const noon = Date.UTC(2026, 10, 23, 12);
const midnight = Date.UTC(2026, 10, 24);
const monthEnd = Date.UTC(2026, 11, 1);

/** Records a turn that costs so many dollars: the catalogue asks one for a million tokens of a request. */
async function spend(
  plane: TestControlPlane,
  time: HandTime,
  agentId: string,
  usd: number,
  model = 'openai/lively',
): Promise<void> {
  const [sample] = turnOf(agentId).attempts;
  if (sample === undefined) throw new Error('A turn has an attempt.');
  const tokens = { promptTokens: usd * 1_000_000, completionTokens: 0 };
  const attempt: AttemptRecord = { ...sample, model, startedAt: time.now, ...tokens };
  plane.controlPlane.recordTurn(
    turnOf(agentId, { startedAt: time.now, model, attempts: [attempt], ...tokens }),
  );
  await expect
    .poll(async () => {
      const { body } = await plane.call(`GET /turns?agentId=${agentId}&limit=1`);
      return body.items[0]?.startedAt;
    })
    .toBe(new Date(time.now).toISOString());
  time.now += 1;
}

const stopOf = (plane: TestControlPlane, id: string) =>
  plane.config().agentsById.get(id)?.stoppedUntil;

it('warns, then stops, each told once a period and not again after a restart; the next period begins anew', async () => {
  await using receiver = await startWebhookReceiver();
  const time = new HandTime(noon);
  const plane = await startControlPlane({
    allowEndpoints: [receiver.endpoint],
    ...time.options(),
  });
  await using _ = plane;
  const webhook = {
    name: 'Pager',
    url: receiver.url,
    events: ['budget.warning', 'budget.reached'],
  };
  expect((await plane.call('POST /webhooks', { body: webhook })).status).toBe(201);
  const id = await makeAgent(plane, 'openai/lively', 'Night desk');
  const body = { amountUsd: 10, period: 'day', stops: true };
  expect((await plane.call(`PUT /agents/${id}/budget`, { body })).status).toBe(200);

  await spend(plane, time, id, 7.99);
  await time.pass(minute);
  expect(receiver.received).toEqual([]);
  await spend(plane, time, id, 0.01);
  await time.pass(minute);
  expect(receiver.received.map((one) => one.body)).toMatchObject([
    {
      type: 'budget.warning',
      data: {
        agent: { id, name: 'Night desk' },
        amountUsd: 10,
        period: 'day',
        spentUsd: 8,
        until: '2026-11-24T00:00:00.000Z',
        stops: true,
      },
    },
  ]);
  expect(stopOf(plane, id)).toBeNull();
  await spend(plane, time, id, 1.999999);
  await time.pass(minute);
  expect(receiver.received).toHaveLength(1);
  await spend(plane, time, id, 0.000001);
  await time.pass(minute);
  await time.pass(minute);
  expect(receiver.received.map((one) => one.body.type)).toEqual([
    'budget.warning',
    'budget.reached',
  ]);
  expect(stopOf(plane, id)).toBe(midnight);
  const { body: audited } = await plane.call('GET /audit-events?limit=3');
  expect(audited.items).toMatchObject([
    { action: 'budget.reached', actor: 'system', target: { id }, details: { spentUsd: 10 } },
    { action: 'budget.warning' },
    { action: 'budget.saved', details: { amountUsd: 10, warnAtPercent: 80, stops: true } },
  ]);

  const later = new HandTime(time.now);
  await using again = await plane.restart(later.options());
  expect(stopOf(again, id)).toBe(midnight);
  await later.pass(minute);
  expect(receiver.received).toHaveLength(2);
  expect((await again.call(`GET /agents/${id}`)).body.stoppedUntil).toBe(
    '2026-11-24T00:00:00.000Z',
  );

  await later.pass(day);
  expect((await again.call(`GET /agents/${id}`)).body.stoppedUntil).toBeNull();
  expect((await again.call(`GET /agents/${id}/budget`)).body).toMatchObject({
    state: 'within',
    spentUsd: 0,
    warnedAt: null,
    reachedAt: null,
    stoppedUntil: null,
  });
  await spend(again, later, id, 12);
  await later.pass(minute);
  expect(receiver.received.map((one) => one.body.type).slice(2)).toEqual(['budget.reached']);
  expect(stopOf(again, id)).toBe(midnight + day);
});

it('counts a month by UTC, of this agent alone, and stops nothing where nobody asked for it', async () => {
  const time = new HandTime(Date.UTC(2026, 9, 31, 23, 59));
  await using plane = await startControlPlane(time.options());
  const id = await makeAgent(plane, 'openai/lively');
  const other = await makeAgent(plane, 'openai/lively', 'Other');
  await spend(plane, time, id, 50);
  time.now = noon;
  await spend(plane, time, id, 3);
  await spend(plane, time, other, 50);
  const body = { amountUsd: 3, period: 'month' };
  const saved = await plane.call(`PUT /agents/${id}/budget`, { body });
  expect(saved.body).toMatchObject({
    amountUsd: 3,
    period: 'month',
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-12-01T00:00:00.000Z',
    spentUsd: 3,
    state: 'reached',
    stoppedUntil: null,
  });
  await time.pass(minute);
  expect(stopOf(plane, id)).toBeNull();
});

it('goes by what a save says at once: stops what is spent already, and lets go on what is raised or removed', async () => {
  const time = new HandTime(noon);
  await using plane = await startControlPlane(time.options());
  const id = await makeAgent(plane, 'openai/lively');
  await spend(plane, time, id, 5);
  const put = (body: object) => plane.call(`PUT /agents/${id}/budget`, { body });
  const budget = { amountUsd: 5, period: 'month', stops: true };
  expect((await put(budget)).body.stoppedUntil).toBe('2026-12-01T00:00:00.000Z');
  expect(stopOf(plane, id)).toBe(monthEnd);
  expect((await put({ ...budget, stops: false })).body).toMatchObject({
    state: 'reached',
    reachedAt: expect.any(String),
    stoppedUntil: null,
  });
  expect(stopOf(plane, id)).toBeNull();
  await put(budget);
  expect(stopOf(plane, id)).toBe(monthEnd);
  expect((await put({ ...budget, amountUsd: 20 })).body).toMatchObject({ state: 'within' });
  expect(stopOf(plane, id)).toBeNull();
  await put(budget);
  expect((await plane.call(`DELETE /agents/${id}/budget`)).status).toBe(204);
  expect(stopOf(plane, id)).toBeNull();
});

it('says which models it can’t count', async () => {
  const time = new HandTime(noon);
  await using plane = await startControlPlane(time.options());
  const id = await makeAgent(plane, 'openai/lively');
  await spend(plane, time, id, 1);
  await spend(plane, time, id, 1, 'byom/con_gone');
  const { body } = await plane.call(`GET /agents/${id}/budget`);
  expect(body).toMatchObject({
    state: 'none',
    amountUsd: null,
    spentUsd: 1,
    unpricedTurns: 1,
    unpricedAttempts: 1,
    unpricedModels: ['byom/con_gone'],
  });
});
