import type { Change } from '../../publish/changes.ts';
import type { WebhookEventKind } from '../../schemas/webhook.ts';
import { newId } from '../../store/new-id.ts';
import type { WebhookDeliveryRow, WebhookRow } from '../../store/tables.ts';
import { webhookDeliveryTable } from '../../store/webhook-delivery-table.ts';
import { webhookTable } from '../../store/webhook-table.ts';
import { eventsOf } from './to-webhook.ts';

/** How many deliveries are kept of each webhook. */
const keptMax = 50;

export interface WebhookEvent {
  readonly type: WebhookEventKind;
  /** Ids, names and numbers; never a credential or text of a turn. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Has an event sent to every webhook that wants it, in the transaction of what it tells of: it is
 * neither lost nor told of what was not written. Gives how many are to be told.
 */
export async function announce(
  { db, now }: Pick<Change, 'db' | 'now'>,
  { type, data }: WebhookEvent,
): Promise<number> {
  const body = JSON.stringify({ type, timestamp: new Date(now).toISOString(), data });
  const wanted = (await webhookTable.all(db)).filter(
    (webhook) => webhook.enabled === 1 && eventsOf(webhook).includes(type),
  );
  for (const webhook of wanted) {
    await keepDelivery({ db }, newDelivery(webhook, type, body, now));
  }
  return wanted.length;
}

export function newDelivery(
  webhook: WebhookRow,
  event: string,
  body: string,
  now: number,
): WebhookDeliveryRow {
  return {
    id: newId('msg'),
    webhookId: webhook.id,
    event,
    body,
    createdAt: now,
    attempts: 0,
    nextAt: now,
    triedAt: null,
    deliveredAt: null,
    status: null,
    problem: null,
  };
}

/** Keeps the last fifty of its webhook. */
export async function keepDelivery(
  { db }: Pick<Change, 'db'>,
  delivery: WebhookDeliveryRow,
): Promise<void> {
  await webhookDeliveryTable.insert(db, delivery);
  const all = await webhookDeliveryTable.ofWebhook(db, delivery.webhookId);
  const gone = all.slice(keptMax).map(({ id }) => id);
  await webhookDeliveryTable.delete(db, gone);
}
