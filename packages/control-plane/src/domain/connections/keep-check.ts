import type { Change } from '../../publish/changes.ts';
import type { CheckReport } from '../../schemas/check-report.ts';
import { connectionCheckTable, type CheckSummaryRow } from '../../store/connection-check-table.ts';
import { newId } from '../../store/new-id.ts';
import type { ConnectionRow } from '../../store/tables.ts';
import { connectionFingerprint } from './connection-fingerprint.ts';
import { reportJson } from './report-json.ts';

const keptMax = 20;

/**
 * Keeps a report with its connection (`checked` being the row as it was checked), and of all reports
 * the last twenty. The last full one and the last that passed stay beyond that: an hourly light check
 * would otherwise have pushed both out within a day.
 */
export async function keepCheck(
  change: Change,
  checked: ConnectionRow,
  report: CheckReport,
  depth: 'full' | 'light',
  at: number,
): Promise<void> {
  const before = await connectionCheckTable.summaries(change.db, checked.id);
  const row: CheckSummaryRow = {
    id: newId('chk'),
    connectionId: checked.id,
    number: (before[0]?.number ?? 0) + 1,
    at,
    depth,
    ready: report.ready ? 1 : 0,
    headline: report.headline,
    fingerprint: connectionFingerprint(checked),
  };
  await connectionCheckTable.insert(change.db, { ...row, report: reportJson(report) });
  const all = [row, ...before];
  const kept = new Set([
    ...all.slice(0, keptMax),
    all.find((one) => one.depth === 'full'),
    all.find((one) => one.ready === 1),
  ]);
  const gone = all.filter((one) => !kept.has(one)).map(({ id }) => id);
  await connectionCheckTable.delete(change.db, gone);
}
