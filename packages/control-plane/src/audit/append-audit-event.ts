import { createHash } from 'node:crypto';
import { auditEventTable } from '../store/audit-event-table.ts';
import { newId } from '../store/new-id.ts';
import type { AuditEventRow, Database } from '../store/tables.ts';
import type { AuditHead } from './audit-head.ts';
import { auditHead } from './audit-head.ts';
import { canonicalJson } from './canonical-json.ts';

export interface NewAuditEvent {
  readonly actor: string;
  /** e.g. `model_setting.saved`. */
  readonly action: string;
  readonly target: { readonly kind: string; readonly id: string; readonly name: string | null };
  /** Whose members see it; left out for what admins alone see. */
  readonly projectId?: string;
  /** What changed; never a credential. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** What the first event's hash follows. */
export const genesis = '0'.repeat(64);

/**
 * Writes an event at the end of the chain. Call it inside the transaction of the change it tells
 * of: if the event can't be written, the change isn't made.
 */
export async function appendAuditEvent(
  db: Database,
  event: NewAuditEvent,
  at: number,
): Promise<void> {
  const last = await lastOf(db);
  const row = {
    seq: (last?.seq ?? 0) + 1,
    id: newId('evt'),
    at,
    actor: event.actor,
    action: event.action,
    targetKind: event.target.kind,
    targetId: event.target.id,
    targetName: event.target.name,
    details: canonicalJson(event.details),
    projectId: event.projectId ?? null,
    previousHash: last?.hash ?? genesis,
  };
  const hash = auditEventHash(row);
  await auditEventTable.insert(db, { ...row, hash });
  await auditHead.set(db, { seq: row.seq, hash });
}

/** The head counts where events are missing below it: a new event must not close over the gap. */
async function lastOf(db: Database): Promise<AuditHead | null> {
  const [head, last] = [await auditHead.get(db), await auditEventTable.last(db)];
  return head !== null && head.seq >= (last?.seq ?? 0) ? head : (last ?? null);
}

/** SHA-256 over the event's canonical JSON, which holds the hash of the event before it. */
export function auditEventHash(row: Omit<AuditEventRow, 'hash'>): string {
  const { seq, id, at, actor, action, targetKind, targetId, targetName, details } = row;
  const { projectId, previousHash } = row;
  return createHash('sha256')
    .update(
      canonicalJson({
        seq,
        id,
        at,
        actor,
        action,
        targetKind,
        targetId,
        targetName,
        details,
        // Left out where it is null, as in the events from before there were projects.
        projectId: projectId ?? undefined,
        previousHash,
      }),
    )
    .digest('hex');
}
