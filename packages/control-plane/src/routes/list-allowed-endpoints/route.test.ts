import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it("answers 200 with the operator's endpoints and the saved ones", async () => {
  await using plane = await startControlPlane({ allowEndpoints: ['127.0.0.1:9000'] });
  await plane.call('POST /allowed-endpoints', { body: { endpoint: '10.0.0.1:80' } });
  const answer = await plane.call('GET /allowed-endpoints');
  expect(answer.status).toBe(200);
  expect(answer.body.items).toMatchObject([
    { endpoint: '127.0.0.1:9000', source: 'environment', allowedBy: null, allowedAt: null },
    { endpoint: '10.0.0.1:80', source: 'saved', allowedBy: 'admin token' },
  ]);
  expect([...plane.config().allowedEndpoints]).toEqual(['127.0.0.1:9000', '10.0.0.1:80']);
});
