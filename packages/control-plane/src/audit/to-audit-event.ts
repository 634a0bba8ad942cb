import type { AuditEvent } from '../schemas/audit-event.ts';
import type { AuditEventRow } from '../store/tables.ts';

export function toAuditEvent(row: AuditEventRow): AuditEvent {
  return {
    id: row.id,
    at: new Date(row.at).toISOString(),
    actor: row.actor,
    action: row.action,
    target: { kind: row.targetKind, id: row.targetId, name: row.targetName },
    projectId: row.projectId,
    // Written by `appendAuditEvent` alone, as an object.
    details: JSON.parse(row.details) as Record<string, unknown>,
  };
}
