import { z } from '@hono/zod-openapi';
import { toWebhook } from '../../domain/webhooks/to-webhook.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { webhookSchema } from '../../schemas/webhook.ts';
import type { Services } from '../../services.ts';
import { webhookDeliveryTable } from '../../store/webhook-delivery-table.ts';
import { webhookTable } from '../../store/webhook-table.ts';

const route = createRoute({
  method: 'get',
  path: '/webhooks',
  needs: 'admin',
  tags: ['Webhooks'],
  summary: 'Who is told of alerts',
  responses: {
    200: json(z.object({ items: z.array(webhookSchema) }), 'By name.'),
    ...problems(401, 403),
  },
});

export function listWebhooks(app: App, { db }: Services): void {
  app.openapi(route, async (c) => {
    const items = [];
    for (const row of await webhookTable.all(db)) {
      const [last] = await webhookDeliveryTable.ofWebhook(db, row.id);
      items.push(toWebhook(row, last));
    }
    return c.json({ items }, 200);
  });
}
