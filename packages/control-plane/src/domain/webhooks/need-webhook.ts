import type { Services } from '../../services.ts';
import type { Webhook } from '../../schemas/webhook.ts';
import type { Database, WebhookRow } from '../../store/tables.ts';
import { webhookDeliveryTable } from '../../store/webhook-delivery-table.ts';
import { webhookTable } from '../../store/webhook-table.ts';
import { nameKey } from '../name-key.ts';
import { notFound } from '../not-found.ts';
import { refuseField } from '../refuse-field.ts';
import { toWebhook } from './to-webhook.ts';

/** @throws ProblemError 404 */
export async function needWebhook(db: Database, id: string): Promise<WebhookRow> {
  const row = await webhookTable.byId(db, id);
  if (row === undefined) throw notFound('webhook', id, '/webhooks');
  return row;
}

/** @throws ProblemError 409 where another webhook has the name. */
export async function needFreeWebhookName(
  db: Database,
  name: string,
  own: string | null,
): Promise<void> {
  const key = nameKey(name);
  const taken = (await webhookTable.all(db)).find((row) => row.nameKey === key && row.id !== own);
  if (taken === undefined) return;
  throw refuseField(
    'name',
    'name_taken',
    `Another webhook is named "${taken.name}". Choose another name.`,
    409,
  );
}

/** As it is answered. @throws ProblemError 404 */
export async function readWebhook({ db }: Services, id: string): Promise<Webhook> {
  const row = await needWebhook(db, id);
  const [last] = await webhookDeliveryTable.ofWebhook(db, id);
  return toWebhook(row, last);
}
