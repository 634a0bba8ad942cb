import { endpointUrl } from '../../domain/connections/endpoint-url.ts';
import { vetEndpoint } from '../../domain/connections/vet-endpoint.ts';
import { egressPolicyOf } from '../../domain/endpoints/egress-policy-of.ts';
import { nameKey } from '../../domain/name-key.ts';
import { needFreeWebhookName } from '../../domain/webhooks/need-webhook.ts';
import { toWebhook } from '../../domain/webhooks/to-webhook.ts';
import { newWebhookSecret, webhookBinding } from '../../domain/webhooks/webhook-secret.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { createdWebhookSchema, newWebhookSchema } from '../../schemas/webhook.ts';
import type { Services } from '../../services.ts';
import { newId } from '../../store/new-id.ts';
import { webhookTable } from '../../store/webhook-table.ts';

const route = createRoute({
  method: 'post',
  path: '/webhooks',
  needs: 'admin',
  tags: ['Webhooks'],
  summary: 'Have alerts posted to a URL',
  description:
    'Each event is a POST in the form of Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`), tried again over three days where no 2xx answers it. The secret that signatures are checked with is answered this once.',
  request: { body: jsonBodyOf(newWebhookSchema) },
  responses: {
    201: json(createdWebhookSchema, 'The webhook, with its signing secret.'),
    ...problems(401, 403, 409, ...bodyProblems),
  },
});

export function createWebhook(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { name, url: urlText, events } = c.req.valid('json');
    const url = endpointUrl(urlText, 'url');
    await vetEndpoint(url, await egressPolicyOf(services, services.db), 'url');
    const secret = newWebhookSecret();
    const row = await services.changes.make(c.get('actor').name, async (change) => {
      await needFreeWebhookName(change.db, name, null);
      const id = newId('whk');
      const made = {
        id,
        name,
        nameKey: nameKey(name),
        url: url.href,
        events: JSON.stringify(events),
        secret: services.keyring.seal(secret, webhookBinding(id, url)),
        enabled: 1,
        note: null,
        failingSince: null,
        createdAt: change.now,
        updatedAt: change.now,
      };
      await webhookTable.insert(change.db, made);
      await change.audit({
        action: 'webhook.created',
        target: { kind: 'webhook', id, name },
        // Only the host: the paths of such URLs often are credentials.
        details: { host: url.host, events },
      });
      return made;
    });
    return c.json({ ...toWebhook(row, undefined), secret: secret.reveal() }, 201);
  });
}
