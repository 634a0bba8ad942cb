import { auditEventTable } from '../store/audit-event-table.ts';
import type { AuditEventRow, Database } from '../store/tables.ts';
import { toAuditEvent } from './to-audit-event.ts';

const pageRows = 200;

/**
 * Every event since `since` (milliseconds) as JSON lines, oldest first, some at a time; those written
 * after it has begun are left to the next export, so that it ends.
 */
export async function* auditEventLines(
  db: Database,
  since: number,
): AsyncGenerator<string, undefined> {
  const end = (await auditEventTable.last(db))?.seq ?? 0;
  let seq = 0;
  while (seq < end) {
    const rows = await auditEventTable.after(db, seq, pageRows, since);
    const wanted = rows.filter((row) => row.seq <= end);
    if (wanted.length > 0) yield wanted.map(toLine).join('');
    seq = rows.length < pageRows ? end : (rows.at(-1)?.seq ?? end);
  }
}

function toLine(row: AuditEventRow): string {
  const { seq, previousHash, hash } = row;
  return `${JSON.stringify({ seq, ...toAuditEvent(row), previousHash, hash })}\n`;
}
