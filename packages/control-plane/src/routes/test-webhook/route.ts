import { keepDelivery, newDelivery } from '../../domain/webhooks/announce.ts';
import { needWebhook } from '../../domain/webhooks/need-webhook.ts';
import { sendWebhook } from '../../domain/webhooks/send-webhook.ts';
import { toWebhookDelivery } from '../../domain/webhooks/to-webhook.ts';
import { isWellAgain } from '../../domain/webhooks/webhook-deliveries.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { webhookDeliverySchema } from '../../schemas/webhook.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/webhooks/{id}/test',
  needs: 'admin',
  tags: ['Webhooks'],
  summary: 'Send a test event now',
  description:
    'One `webhook.test` event, signed like any other, at once and once, even where the webhook is disabled. What became of it is answered, and kept with the other deliveries.',
  request: { params: idParam },
  responses: {
    200: json(webhookDeliverySchema, 'What became of it, delivered or not.'),
    ...problems(401, 403, 404),
  },
});

export function testWebhook(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const webhook = await needWebhook(services.db, id);
    const at = services.options.clock();
    const data = { webhook: { id, name: webhook.name } };
    const timestamp = new Date(at).toISOString();
    const body = JSON.stringify({ type: 'webhook.test', timestamp, data });
    const delivery = newDelivery(webhook, 'webhook.test', body, at);
    const { delivered, status, problem } = await sendWebhook(services, webhook, delivery);
    const row = await services.changes.make('system', async ({ db, now }) => {
      // It may have been deleted meanwhile.
      const current = await needWebhook(db, id);
      const tried = {
        ...delivery,
        attempts: 1,
        nextAt: null,
        triedAt: now,
        deliveredAt: delivered ? now : null,
        status,
        problem,
      };
      await keepDelivery({ db }, tried);
      if (delivered) await isWellAgain(db, current);
      return tried;
    });
    return c.json(toWebhookDelivery(row), 200);
  });
}
