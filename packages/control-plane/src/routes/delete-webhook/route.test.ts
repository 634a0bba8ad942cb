import { expect, it } from 'vitest';
import { makeWebhook } from '../../../test/make-webhook.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 204 and leaves nothing of it but the audit event', async () => {
  await using plane = await startControlPlane();
  const { id } = await makeWebhook(plane);
  expect((await plane.call(`DELETE /webhooks/${id}`)).status).toBe(204);
  expect((await plane.call('GET /webhooks')).body.items).toEqual([]);
  expect((await plane.call(`GET /webhooks/${id}/deliveries`)).status).toBe(404);
  expect((await plane.call('GET /audit-events')).body.items[0]).toMatchObject({
    action: 'webhook.deleted',
    target: { id, name: 'Pager' },
  });
  expect((await plane.call(`DELETE /webhooks/${id}`)).status).toBe(404);
});
