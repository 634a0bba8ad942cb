import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 200 with where it listens, allowed and remembered over a restart', async () => {
  await using plane = await startControlPlane();
  expect(plane.controlPlane.demoEndpointWanted()).toBe(false);
  const answer = await plane.call('POST /demo-endpoint');
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    url: 'http://127.0.0.1:4101/v1',
    endpoint: '127.0.0.1:4101',
    modelId: 'demo',
  });
  expect(plane.config().allowedEndpoints.has('127.0.0.1:4101')).toBe(true);
  const actions = (await plane.call('GET /audit-events')).body.items.map(
    ({ action }: { action: string }) => action,
  );
  expect(actions).toEqual(['demo_endpoint.started', 'endpoint.allowed']);
  await using again = await plane.restart();
  expect(again.controlPlane.demoEndpointWanted()).toBe(true);
});

it('changes nothing the second time', async () => {
  await using plane = await startControlPlane();
  await plane.call('POST /demo-endpoint');
  const { version } = plane.config();
  expect((await plane.call('POST /demo-endpoint')).status).toBe(200);
  expect(plane.config().version).toBe(version);
});
