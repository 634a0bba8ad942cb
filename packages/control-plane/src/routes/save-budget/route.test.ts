import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 with the budget, takes its own answer back, and writes each change down once', async () => {
  await using plane = await startControlPlane({ clock: () => Date.UTC(2026, 10, 23, 12) });
  const id = await makeAgent(plane, 'openai/lively');
  const first = await plane.call(`PUT /agents/${id}/budget`, {
    body: { amountUsd: 12.5, period: 'day' },
  });
  expect([first.status, first.body]).toEqual([
    200,
    {
      amountUsd: 12.5,
      period: 'day',
      warnAtPercent: 80,
      stops: false,
      from: '2026-11-23T00:00:00.000Z',
      to: '2026-11-24T00:00:00.000Z',
      spentUsd: 0,
      state: 'within',
      warnedAt: null,
      reachedAt: null,
      stoppedUntil: null,
      unpricedTurns: 0,
      unpricedModels: [],
    },
  ]);
  expect((await plane.call(`PUT /agents/${id}/budget`, { body: first.body })).body).toEqual(
    first.body,
  );
  await plane.call(`PUT /agents/${id}/budget`, { body: { ...first.body, stops: true } });
  const { items } = (await plane.call('GET /audit-events?limit=3')).body;
  expect(items).toMatchObject([
    { action: 'budget.saved', details: { amountUsd: 12.5, period: 'day', stops: true } },
    { action: 'budget.saved', details: { stops: false }, target: { kind: 'agent', id } },
    { action: 'model_setting.saved' },
  ]);
  await using again = await plane.restart();
  expect((await again.call(`GET /agents/${id}/budget`)).body.amountUsd).toBe(12.5);
});

it.each([
  ['amountUsd', { amountUsd: 0, period: 'day' }],
  ['amountUsd', { amountUsd: 1_000_001, period: 'day' }],
  ['amountUsd', { amountUsd: null, period: 'day' }],
  ['period', { amountUsd: 1, period: 'week' }],
  ['warnAtPercent', { amountUsd: 1, period: 'day', warnAtPercent: 101 }],
  ['stops', { amountUsd: 1, period: 'day', stops: 'yes' }],
])('answers 422 naming %s for %j', async (field, body) => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane);
  const answer = await plane.call(`PUT /agents/${id}/budget`, { body });
  expect([answer.status, answer.body.errors[0].field]).toEqual([422, field]);
});

it('answers 404 for an agent there isn’t', async () => {
  await using plane = await startControlPlane();
  const body = { amountUsd: 1, period: 'day' };
  const path = '/agents/agt_00000000000000000000/budget';
  for (const request of [`PUT ${path}`, `GET ${path}`, `DELETE ${path}`]) {
    const answer = await plane.call(request, request.startsWith('PUT') ? { body } : {});
    expect([request, answer.status]).toEqual([request, 404]);
  }
});
