import { firstRequestId, type CapturedMessage } from '@jackfield/gateway-config';
import type { CapturedTestCase } from '../../schemas/test-set.ts';
import type { Services } from '../../services.ts';
import { agentCaptureTable } from '../../store/agent-capture-table.ts';
import { capturedTurnTable } from '../../store/captured-turn-table.ts';
import type { CapturedTurnRow } from '../../store/tables.ts';
import { turnTable } from '../../store/turn-table.ts';
import { capturedFrom } from '../turns/captured-from.ts';

interface Period {
  /** Milliseconds since 1970; `to` is not in it. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

const roles = new Set(['system', 'developer', 'user', 'assistant']);

/** What captured turns of a period would be as cases, the newest first; what may be shown no longer is not there. */
export async function capturedCases(
  { db, options, turnLog }: Services,
  agentId: string,
  { from, to, limit }: Period,
): Promise<CapturedTestCase[]> {
  await turnLog.flush();
  const capture = await agentCaptureTable.byAgent(db, agentId);
  if (capture === undefined) return [];
  const [kept, first] = [capturedFrom(capture, options.clock()), firstRequestId(Math.max(0, from))];
  const oldest = kept > first ? kept : first;
  const rows = await capturedTurnTable.newest(
    db,
    agentId,
    oldest,
    firstRequestId(Math.max(0, to)),
    limit,
  );
  const cases: CapturedTestCase[] = [];
  for (const row of rows) {
    const messages = messagesOf(row);
    const turn = await turnTable.byId(db, row.requestId);
    if (messages.at(-1)?.role !== 'user' || turn === undefined) continue;
    cases.push({
      requestId: row.requestId,
      startedAt: new Date(turn.startedAt).toISOString(),
      case: {
        messages,
        ...(row.answer === '' ? {} : { ideal: row.answer.slice(0, 20_000) }),
      },
    });
  }
  return cases;
}

function messagesOf({ messages }: CapturedTurnRow): CapturedTestCase['case']['messages'] {
  // Holds: only `TurnLog` writes them.
  const said = JSON.parse(messages) as CapturedMessage[];
  return said.flatMap(({ role, text }) =>
    // Holds: the set has those roles that a case may have.
    roles.has(role) && text !== '' ? [{ role: role as 'user', content: text }] : [],
  );
}
