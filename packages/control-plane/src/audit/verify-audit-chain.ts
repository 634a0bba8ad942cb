import { auditEventTable } from '../store/audit-event-table.ts';
import type { AuditEventRow, Database } from '../store/tables.ts';
import { auditEventHash, genesis } from './append-audit-event.ts';
import type { AuditHead } from './audit-head.ts';
import { auditHead } from './audit-head.ts';

export interface AuditVerdict {
  /** Events that were found sound, from the first on. */
  readonly events: number;
  /** The last sound event; seq 0 before the first. */
  readonly head: AuditHead;
  /** The first event that is not as it was written; `null` when all are. */
  readonly broken: { readonly seq: number; readonly reason: string } | null;
}

const pageRows = 500;

/**
 * Walks the whole chain: an event that was changed, removed, moved or put in between is found by its
 * number, and so are events cut off at the end. Whoever can write the file and computes every hash
 * anew is found only by comparing `head` with one that was kept elsewhere.
 */
export async function verifyAuditChain(db: Database): Promise<AuditVerdict> {
  // Read first: events written during the walk are then beyond it, not missing from it.
  const expected = await auditHead.get(db);
  let head: AuditHead = { seq: 0, hash: genesis };
  for (;;) {
    const rows = await auditEventTable.after(db, head.seq, pageRows);
    for (const row of rows) {
      const reason = faultOf(row, head);
      if (reason !== null) return verdict(head, head.seq + 1, reason);
      head = { seq: row.seq, hash: row.hash };
    }
    if (rows.length < pageRows) break;
  }
  if (head.seq < (expected?.seq ?? 0)) {
    const missing = (expected?.seq ?? 0) - head.seq;
    return verdict(head, head.seq + 1, `The last ${missing} event(s) are gone.`);
  }
  if (head.seq > 0 && expected === null) {
    return verdict(head, head.seq + 1, 'The record of how many events there are is gone.');
  }
  return { events: head.seq, head, broken: null };
}

function faultOf(row: AuditEventRow, before: AuditHead): string | null {
  const seq = before.seq + 1;
  if (row.seq !== seq) return `The event ${seq} is gone: the next one there is ${row.seq}.`;
  if (row.previousHash !== before.hash)
    return `The event ${seq} does not follow the one before it.`;
  return auditEventHash(row) === row.hash ? null : `The event ${seq} was changed.`;
}

function verdict(head: AuditHead, seq: number, reason: string): AuditVerdict {
  return { events: head.seq, head, broken: { seq, reason } };
}
