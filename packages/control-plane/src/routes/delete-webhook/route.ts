import { needWebhook } from '../../domain/webhooks/need-webhook.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import type { Services } from '../../services.ts';
import { webhookTable } from '../../store/webhook-table.ts';

const route = createRoute({
  method: 'delete',
  path: '/webhooks/{id}',
  needs: 'admin',
  tags: ['Webhooks'],
  summary: 'Delete a webhook',
  description: 'With what was sent to it, and what was still waiting.',
  request: { params: idParam },
  responses: { 204: { description: 'It is gone.' }, ...problems(401, 403, 404) },
});

export function deleteWebhook(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    await services.changes.make(c.get('actor').name, async (change) => {
      const { name, url } = await needWebhook(change.db, id);
      await webhookTable.delete(change.db, id);
      await change.audit({
        action: 'webhook.deleted',
        target: { kind: 'webhook', id, name },
        details: { host: new URL(url).host },
      });
    });
    return c.body(null, 204);
  });
}
