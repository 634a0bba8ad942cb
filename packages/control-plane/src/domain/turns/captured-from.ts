import { firstRequestId } from '@jackfield/gateway-config';
import type { AgentCaptureRow } from '../../store/tables.ts';
import { grainMs } from './roll-up.ts';

/** What was captured of turns with request ids before this one is shown to nobody, and deleted. */
export function capturedFrom({ retentionDays, keptFrom }: AgentCaptureRow, now: number): string {
  const oldest = firstRequestId(Math.max(0, now - retentionDays * grainMs.day));
  return oldest > keptFrom ? oldest : keptFrom;
}
