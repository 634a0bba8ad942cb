import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { join } from '../../../test/people.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

const sixtyDaysBefore = Date.UTC(2098, 10, 15, 23, 59);

it('answers 200 with each place that names one, the first to end first, with days left and successor', async () => {
  await using plane = await startControlPlane({ clock: () => sixtyDaysBefore });
  await makeAgent(plane, 'openai/lively', 'Healthy');
  const first = await makeAgent(plane, 'openai/dying', 'Night desk');
  const second = await makeAgent(plane, null, 'Day desk');
  await plane.call(`PUT /agents/${second}/model-setting`, {
    body: {
      model: 'openai/lively',
      fallbacks: [
        { model: 'polyllm/polyllm' },
        { model: 'openai/dying' },
        { model: 'openai/dead' },
      ],
    },
  });
  const { status, body } = await plane.call('GET /dying-models');
  expect(status).toBe(200);
  expect(body.items).toMatchObject([
    {
      agentId: second,
      model: 'openai/dead',
      fallback: 2,
      lifecycle: { status: 'shut_down', successor: { id: null, name: 'Something Else' } },
    },
    {
      agentId: second,
      agentSlug: 'day-desk',
      agentName: 'Day desk',
      revision: 1,
      model: 'openai/dying',
      modelName: 'Dying',
      fallback: 1,
      daysLeft: 60,
      lifecycle: {
        status: 'deprecated',
        shutDownOn: '2099-01-14',
        successor: { id: 'openai/lively', name: 'Lively' },
        source: 'https://models.example.com/deprecations',
      },
    },
    { agentId: first, model: 'openai/dying', fallback: null, daysLeft: 60 },
  ]);
  expect(body.items[0].daysLeft).toBeLessThan(0);

  await plane.call(`PUT /agents/${first}/model-setting`, { body: { model: 'openai/lively' } });
  expect((await plane.call('GET /dying-models')).body.items).toHaveLength(2);
});

it('shows nobody the agents of other people’s projects', async () => {
  await using plane = await startControlPlane({ clock: () => sixtyDaysBefore });
  const { body: own } = await plane.call('POST /projects', { body: { name: 'Own' } });
  await makeAgent(plane, 'openai/dying');
  const viewer = await join(plane, 'Vera', 'viewer', [{ id: own.id, role: 'viewer' }]);
  const answer = await viewer.call('GET /dying-models');
  expect([answer.status, answer.body]).toEqual([200, { items: [] }]);
});
