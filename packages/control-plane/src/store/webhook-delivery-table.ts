import type { Database, WebhookDeliveryRow } from './tables.ts';

export const webhookDeliveryTable = {
  /** Newest first. */
  async ofWebhook(db: Database, webhookId: string): Promise<WebhookDeliveryRow[]> {
    return db
      .selectFrom('webhookDeliveries')
      .selectAll()
      .where('webhookId', '=', webhookId)
      .orderBy('createdAt', 'desc')
      .orderBy('id')
      .execute();
  },

  /** What is to be sent by now, longest overdue first. */
  async due(db: Database, now: number, limit: number): Promise<WebhookDeliveryRow[]> {
    return db
      .selectFrom('webhookDeliveries')
      .selectAll()
      .where('nextAt', '<=', now)
      .orderBy('nextAt')
      .orderBy('id')
      .limit(limit)
      .execute();
  },

  async insert(db: Database, row: WebhookDeliveryRow): Promise<void> {
    await db.insertInto('webhookDeliveries').values(row).execute();
  },

  async update(
    db: Database,
    id: string,
    change: Partial<Omit<WebhookDeliveryRow, 'id'>>,
  ): Promise<void> {
    await db.updateTable('webhookDeliveries').set(change).where('id', '=', id).execute();
  },

  /** Takes it on until `nextAt`; `false` where somebody else has. */
  async claim(
    db: Database,
    row: Pick<WebhookDeliveryRow, 'id' | 'nextAt'>,
    nextAt: number,
  ): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('webhookDeliveries')
      .set({ nextAt })
      .where('id', '=', row.id)
      .where('nextAt', '=', row.nextAt)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },

  /** What has not been sent yet is sent no more. */
  async giveUp(db: Database, webhookId: string, problem: string): Promise<void> {
    await db
      .updateTable('webhookDeliveries')
      .set({ nextAt: null, problem })
      .where('webhookId', '=', webhookId)
      .where('nextAt', 'is not', null)
      .execute();
  },

  async delete(db: Database, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await db.deleteFrom('webhookDeliveries').where('id', 'in', ids).execute();
  },
};
