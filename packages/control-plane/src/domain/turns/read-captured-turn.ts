import { agentCaptureTable } from '../../store/agent-capture-table.ts';
import { capturedTurnTable } from '../../store/captured-turn-table.ts';
import type { CapturedTurnRow, Database, TurnRow } from '../../store/tables.ts';
import { capturedFrom } from './captured-from.ts';

/** What is kept of what a turn said; `null` where nothing is, or nothing may be shown any more. */
export async function readCapturedTurn(
  db: Database,
  { requestId, agentId }: Pick<TurnRow, 'requestId' | 'agentId'>,
  now: number,
): Promise<CapturedTurnRow | null> {
  const capture = await agentCaptureTable.byAgent(db, agentId);
  if (capture === undefined || requestId < capturedFrom(capture, now)) return null;
  return (await capturedTurnTable.byId(db, requestId)) ?? null;
}
