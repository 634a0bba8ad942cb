import { z } from '@hono/zod-openapi';
import { needWebhook } from '../../domain/webhooks/need-webhook.ts';
import { toWebhookDelivery } from '../../domain/webhooks/to-webhook.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { webhookDeliverySchema } from '../../schemas/webhook.ts';
import type { Services } from '../../services.ts';
import { webhookDeliveryTable } from '../../store/webhook-delivery-table.ts';

const route = createRoute({
  method: 'get',
  path: '/webhooks/{id}/deliveries',
  needs: 'admin',
  tags: ['Webhooks'],
  summary: 'What was sent to a webhook',
  request: { params: idParam },
  responses: {
    200: json(z.object({ items: z.array(webhookDeliverySchema) }), 'The last fifty, newest first.'),
    ...problems(401, 403, 404),
  },
});

export function listWebhookDeliveries(app: App, { db }: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    await needWebhook(db, id);
    const rows = await webhookDeliveryTable.ofWebhook(db, id);
    return c.json({ items: rows.map(toWebhookDelivery) }, 200);
  });
}
