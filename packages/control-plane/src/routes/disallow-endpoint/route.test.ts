import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 204, and connections may reach it no more', async () => {
  await using plane = await startControlPlane();
  const { body } = await plane.call('POST /allowed-endpoints', {
    body: { endpoint: '10.0.0.1:80' },
  });
  expect((await plane.call(`DELETE /allowed-endpoints/${body.id}`)).status).toBe(204);
  expect(plane.config().allowedEndpoints.size).toBe(0);
  expect((await plane.call('GET /audit-events')).body.items[0].action).toBe('endpoint.disallowed');
});

it('answers 404 to an unknown one', async () => {
  await using plane = await startControlPlane();
  expect((await plane.call('DELETE /allowed-endpoints/end_x')).status).toBe(404);
});

it("answers 409 to the operator's", async () => {
  await using plane = await startControlPlane({ allowEndpoints: ['127.0.0.1:9000'] });
  const { body } = await plane.call('GET /allowed-endpoints');
  const answer = await plane.call(`DELETE /allowed-endpoints/${body.items[0].id}`);
  expect([answer.status, answer.body.code]).toEqual([409, 'endpoint_from_environment']);
});
