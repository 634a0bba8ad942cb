import type { Database, ProjectRow } from './tables.ts';

export const projectTable = {
  async all(db: Database): Promise<ProjectRow[]> {
    return db.selectFrom('projects').selectAll().orderBy('nameKey').execute();
  },

  async byId(db: Database, id: string): Promise<ProjectRow | undefined> {
    return db.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirst();
  },

  async byNameKey(db: Database, nameKey: string): Promise<ProjectRow | undefined> {
    return db.selectFrom('projects').selectAll().where('nameKey', '=', nameKey).executeTakeFirst();
  },

  async insert(db: Database, row: ProjectRow): Promise<void> {
    await db.insertInto('projects').values(row).execute();
  },

  async update(db: Database, id: string, change: Partial<Omit<ProjectRow, 'id'>>): Promise<void> {
    await db.updateTable('projects').set(change).where('id', '=', id).execute();
  },

  /** How many agents and connections each project has. */
  async sizes(db: Database): Promise<ReadonlyMap<string, { agents: number; connections: number }>> {
    const sizes = new Map<string, { agents: number; connections: number }>();
    for (const table of ['agents', 'connections'] as const) {
      const rows = await db
        .selectFrom(table)
        .select(({ fn }) => ['projectId', fn.countAll<number | string>().as('count')])
        .groupBy('projectId')
        .execute();
      for (const { projectId, count } of rows) {
        const size = sizes.get(projectId) ?? { agents: 0, connections: 0 };
        // PostgreSQL counts in bigint, which its driver gives as text.
        size[table] = Number(count);
        sizes.set(projectId, size);
      }
    }
    return sizes;
  },

  /** With its memberships. */
  async delete(db: Database, id: string): Promise<void> {
    await db.deleteFrom('projects').where('id', '=', id).execute();
  },
};
