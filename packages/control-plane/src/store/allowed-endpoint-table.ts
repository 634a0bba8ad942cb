import type { AllowedEndpointRow, Database } from './tables.ts';

export const allowedEndpointTable = {
  async all(db: Database): Promise<AllowedEndpointRow[]> {
    return db.selectFrom('allowedEndpoints').selectAll().orderBy('endpoint').execute();
  },

  async byId(db: Database, id: string): Promise<AllowedEndpointRow | undefined> {
    return db.selectFrom('allowedEndpoints').selectAll().where('id', '=', id).executeTakeFirst();
  },

  async byEndpoint(db: Database, endpoint: string): Promise<AllowedEndpointRow | undefined> {
    return db
      .selectFrom('allowedEndpoints')
      .selectAll()
      .where('endpoint', '=', endpoint)
      .executeTakeFirst();
  },

  async insert(db: Database, row: AllowedEndpointRow): Promise<void> {
    await db.insertInto('allowedEndpoints').values(row).execute();
  },

  async delete(db: Database, id: string): Promise<void> {
    await db.deleteFrom('allowedEndpoints').where('id', '=', id).execute();
  },
};
