import { expect, it } from 'vitest';
import { canary, makeConnection } from '../../../test/make-connection.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

interface Listed {
  readonly id: string;
}

it('answers 200 with every model, whether it can be chosen, and why not', async () => {
  await using plane = await startControlPlane();
  const answer = await plane.call('GET /models');
  expect(answer.status).toBe(200);
  const byId = new Map(answer.body.items.map((model: Listed) => [model.id, model]));
  expect(byId.get('openai/lively')).toMatchObject({ selectable: true, reason: null });
  expect(byId.get('gemini/soon')).toMatchObject({
    selectable: false,
    availability: 'coming_soon',
    reason: expect.stringContaining('coming soon'),
  });
  expect(byId.get('bedrock/uncarried')).toMatchObject({
    selectable: false,
    availability: 'available',
    reason: expect.stringContaining('Amazon Bedrock'),
  });
  // The vendor's fact does not forbid a choice.
  expect(byId.get('openai/dead')).toMatchObject({
    selectable: true,
    lifecycle: { status: 'shut_down' },
  });
  expect(answer.text).not.toContain('upstream-lively');
});

it('says which provider is not ready, and how to make it so', async () => {
  await using plane = await startControlPlane();
  const find = async () => {
    const { body } = await plane.call('GET /models');
    return body.items.find((model: Listed) => model.id === 'openai/lively');
  };
  expect(await find()).toMatchObject({
    ready: false,
    notReadyReason: expect.stringContaining('OPENAI_API_KEY'),
  });
  await plane.call('PUT /providers/openai/credentials', { body: { apiKey: canary } });
  expect(await find()).toMatchObject({ ready: true, notReadyReason: null });
});

it('lists connections as models like any other', async () => {
  await using plane = await startControlPlane();
  const connection = await makeConnection(plane, { streaming: false });
  const answer = await plane.call('GET /models');
  expect(answer.body.items.at(-1)).toMatchObject({
    id: `byom/${connection.id}`,
    name: 'Our model',
    provider: 'byom',
    selectable: true,
    ready: true,
    lifecycle: { status: 'active' },
    capabilities: { streaming: false },
    connectionId: connection.id,
  });
  expect(answer.text).not.toContain(canary);
});
