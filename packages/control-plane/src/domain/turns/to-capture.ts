import type { Capture } from '../../schemas/capture.ts';
import type { AgentCaptureRow } from '../../store/tables.ts';

export function toCapture(row: AgentCaptureRow | undefined): Capture {
  return { capturing: row?.capturing === 1, retentionDays: row?.retentionDays ?? null };
}
