import { changedFields } from '../../domain/changed-fields.ts';
import { endpointUrl } from '../../domain/connections/endpoint-url.ts';
import { vetEndpoint } from '../../domain/connections/vet-endpoint.ts';
import { egressPolicyOf } from '../../domain/endpoints/egress-policy-of.ts';
import { nameKey } from '../../domain/name-key.ts';
import {
  needFreeWebhookName,
  needWebhook,
  readWebhook,
} from '../../domain/webhooks/need-webhook.ts';
import { newWebhookSecret, webhookBinding } from '../../domain/webhooks/webhook-secret.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import type { Secret } from '@jackfield/gateway-config';
import type { Change } from '../../publish/changes.ts';
import { changedWebhookSchema, webhookChangeSchema } from '../../schemas/webhook.ts';
import type { WebhookChange } from '../../schemas/webhook.ts';
import type { Services } from '../../services.ts';
import { webhookDeliveryTable } from '../../store/webhook-delivery-table.ts';
import { webhookTable } from '../../store/webhook-table.ts';

const route = createRoute({
  method: 'patch',
  path: '/webhooks/{id}',
  needs: 'admin',
  tags: ['Webhooks'],
  summary: 'Change a webhook',
  description:
    'What is left out stays. Another scheme, host or port makes another signing secret, as does `newSecret`; it is answered this once. Disabled, it gets nothing, and what was waiting for it is given up.',
  request: { params: idParam, body: jsonBodyOf(webhookChangeSchema) },
  responses: {
    200: json(changedWebhookSchema, 'The webhook as it is now.'),
    ...problems(401, 403, 404, 409, ...bodyProblems),
  },
});

export function changeWebhook(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const wanted = c.req.valid('json');
    const before = await needWebhook(services.db, id);
    const url = wanted.url === undefined ? new URL(before.url) : endpointUrl(wanted.url, 'url');
    if (url.href !== before.url) {
      await vetEndpoint(url, await egressPolicyOf(services, services.db), 'url');
    }
    const secret = await services.changes.make(c.get('actor').name, (change) =>
      changed(services, change, id, wanted, url),
    );
    const webhook = await readWebhook(services, id);
    return c.json({ ...webhook, ...(secret === null ? {} : { secret: secret.reveal() }) }, 200);
  });
}

/** Gives the new signing secret, where there is one. */
async function changed(
  { keyring }: Services,
  change: Change,
  id: string,
  wanted: WebhookChange,
  url: URL,
): Promise<Secret | null> {
  const before = await needWebhook(change.db, id);
  const name = wanted.name ?? before.name;
  if (name !== before.name) await needFreeWebhookName(change.db, name, id);
  const isElsewhere = url.origin !== new URL(before.url).origin;
  const secret = wanted.newSecret === true || isElsewhere ? newWebhookSecret() : null;
  const enabled = wanted.enabled === undefined ? before.enabled : wanted.enabled ? 1 : 0;
  const isBack = enabled === 1 && before.enabled === 0;
  const after = {
    name,
    nameKey: nameKey(name),
    url: url.href,
    events: wanted.events === undefined ? before.events : JSON.stringify(wanted.events),
    secret: secret === null ? before.secret : keyring.seal(secret, webhookBinding(id, url)),
    enabled,
    // Somebody has looked at it: what went wrong before counts no more.
    ...(isBack ? { note: null, failingSince: null } : {}),
  };
  const fields = changedFields(before, after).filter((field) => field !== 'nameKey');
  if (fields.length === 0) return null;
  await webhookTable.update(change.db, id, { ...after, updatedAt: change.now });
  if (enabled === 0) {
    await webhookDeliveryTable.giveUp(change.db, id, 'The webhook was disabled.');
  }
  await change.audit({
    action: 'webhook.changed',
    target: { kind: 'webhook', id, name },
    details: { fields, host: url.host, events: JSON.parse(after.events), enabled: enabled === 1 },
  });
  return secret;
}
