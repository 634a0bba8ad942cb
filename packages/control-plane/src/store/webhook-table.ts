import type { Database, WebhookRow } from './tables.ts';

export const webhookTable = {
  async all(db: Database): Promise<WebhookRow[]> {
    return db.selectFrom('webhooks').selectAll().orderBy('nameKey').execute();
  },

  async byId(db: Database, id: string): Promise<WebhookRow | undefined> {
    return db.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();
  },

  async insert(db: Database, row: WebhookRow): Promise<void> {
    await db.insertInto('webhooks').values(row).execute();
  },

  async update(db: Database, id: string, change: Partial<Omit<WebhookRow, 'id'>>): Promise<void> {
    await db.updateTable('webhooks').set(change).where('id', '=', id).execute();
  },

  /** With what was sent to it. */
  async delete(db: Database, id: string): Promise<void> {
    await db.deleteFrom('webhooks').where('id', '=', id).execute();
  },
};
