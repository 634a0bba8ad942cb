import type { Webhook, WebhookDelivery, WebhookEventKind } from '../../schemas/webhook.ts';
import type { WebhookDeliveryRow, WebhookRow } from '../../store/tables.ts';

export function toWebhook(row: WebhookRow, last: WebhookDeliveryRow | undefined): Webhook {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    events: [...eventsOf(row)],
    enabled: row.enabled === 1,
    note: row.note,
    failingSince: iso(row.failingSince),
    createdAt: new Date(row.createdAt).toISOString(),
    lastDelivery: last === undefined ? null : toWebhookDelivery(last),
  };
}

export function toWebhookDelivery(row: WebhookDeliveryRow): WebhookDelivery {
  return {
    id: row.id,
    // Written by `announce` and by a test alone.
    event: row.event as WebhookDelivery['event'],
    createdAt: new Date(row.createdAt).toISOString(),
    state: row.deliveredAt !== null ? 'delivered' : row.nextAt === null ? 'failed' : 'waiting',
    attempts: row.attempts,
    triedAt: iso(row.triedAt),
    nextAt: iso(row.nextAt),
    status: row.status,
    problem: row.problem,
  };
}

/** The kinds of event that a webhook wants. */
export function eventsOf({ events }: Pick<WebhookRow, 'events'>): readonly WebhookEventKind[] {
  // Written by the routes alone, from a list that was validated.
  return JSON.parse(events) as WebhookEventKind[];
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
