import { expect, it } from 'vitest';
import type { ModelHealth } from '../../options.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 204 once every circuit is closed, and writes down whose was open', async () => {
  let models: ModelHealth[] = [
    { model: 'openai/lively', circuit: 'open', inFlight: 0, firstTokenP95Ms: null },
    { model: 'openai/second', circuit: 'closed', inFlight: 0, firstTokenP95Ms: null },
    { model: 'openai/dying', circuit: 'half_open', inFlight: 0, firstTokenP95Ms: null },
  ];
  await using plane = await startControlPlane({
    modelHealth: () => models,
    closeCircuits: () => {
      models = models.map((model) => ({ ...model, circuit: 'closed' }));
    },
  });
  expect((await plane.call('POST /status/circuits/close')).status).toBe(204);
  const { body } = await plane.call('GET /status');
  expect(body.models.map(({ circuit }: ModelHealth) => circuit)).toEqual([
    'closed',
    'closed',
    'closed',
  ]);
  expect((await plane.call('GET /audit-events')).body.items[0]).toMatchObject({
    actor: 'admin token',
    action: 'circuits.closed',
    details: { models: ['openai/lively', 'openai/dying'] },
  });
});
