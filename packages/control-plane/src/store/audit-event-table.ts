import type { AuditEventRow, Database } from './tables.ts';

/** Append-only; the database itself refuses anything else. */
export const auditEventTable = {
  async last(db: Database): Promise<{ seq: number; hash: string } | undefined> {
    return db
      .selectFrom('auditEvents')
      .select(['seq', 'hash'])
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
  },

  /** Newest first, those before `before`; of these projects, or with `null` all there are. */
  async page(
    db: Database,
    projectIds: readonly string[] | null,
    before: number | null,
    limit: number,
  ): Promise<AuditEventRow[]> {
    let query = db.selectFrom('auditEvents').selectAll();
    if (projectIds?.length === 0) return [];
    if (projectIds !== null) query = query.where('projectId', 'in', projectIds);
    if (before !== null) query = query.where('seq', '<', before);
    return query.orderBy('seq', 'desc').limit(limit).execute();
  },

  /** Oldest first, those after `seq`. */
  async after(db: Database, seq: number, limit: number, since = 0): Promise<AuditEventRow[]> {
    return db
      .selectFrom('auditEvents')
      .selectAll()
      .where('seq', '>', seq)
      .where('at', '>=', since)
      .orderBy('seq')
      .limit(limit)
      .execute();
  },

  async insert(db: Database, row: AuditEventRow): Promise<void> {
    await db.insertInto('auditEvents').values(row).execute();
  },
};
