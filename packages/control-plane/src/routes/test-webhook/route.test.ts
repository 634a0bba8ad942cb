import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { makeWebhook } from '../../../test/make-webhook.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import { startWebhookReceiver } from '../../../test/webhook-receiver.ts';

it('answers 200 with what became of one signed event, also while the webhook is disabled', async () => {
  await using receiver = await startWebhookReceiver();
  await using plane = await startControlPlane({ allowEndpoints: [receiver.endpoint] });
  const { id, secret } = await makeWebhook(plane, { url: receiver.url });
  await plane.call(`PATCH /webhooks/${id}`, { body: { enabled: false } });
  const answer = await plane.call(`POST /webhooks/${id}/test`);
  expect([answer.status, answer.body]).toMatchObject([
    200,
    { event: 'webhook.test', state: 'delivered', attempts: 1, status: 204, problem: null },
  ]);
  const { text, headers } = receiver.received[0] ?? { text: '', headers: {} };
  // The library wants every header to be one text, as these are.
  expect(new Webhook(secret).verify(text, headers as Record<string, string>)).toMatchObject({
    type: 'webhook.test',
    data: { webhook: { id, name: 'Pager' } },
  });
  receiver.status = 404;
  expect((await plane.call(`POST /webhooks/${id}/test`)).body).toMatchObject({
    state: 'failed',
    nextAt: null,
    status: 404,
    problem: 'It answered 404; 2xx is expected.',
  });
  const { body } = await plane.call(`GET /webhooks/${id}/deliveries`);
  expect(body.items.map(({ status }: { status: number }) => status)).toEqual([404, 204]);
});

it('says why, where nobody answers', async () => {
  await using plane = await startControlPlane({ allowEndpoints: ['127.0.0.1:9'] });
  const { id } = await makeWebhook(plane, { url: 'http://127.0.0.1:9' });
  const { body } = await plane.call(`POST /webhooks/${id}/test`);
  expect(body.problem).toBe('It could not be reached (ECONNREFUSED).');
  expect((await plane.call('POST /webhooks/whk_unknown/test')).status).toBe(404);
});

it('signs on after the keys were rotated', async () => {
  await using receiver = await startWebhookReceiver();
  await using plane = await startControlPlane({ allowEndpoints: [receiver.endpoint] });
  const { id, secret } = await makeWebhook(plane, { url: receiver.url });
  expect((await plane.call('POST /keys/rotate', { body: { dataKey: true } })).status).toBe(200);
  await plane.call(`POST /webhooks/${id}/test`);
  const { text, headers } = receiver.received[0] ?? { text: '', headers: {} };
  // As above.
  new Webhook(secret).verify(text, headers as Record<string, string>);
  expect(receiver.received).toHaveLength(1);
});
