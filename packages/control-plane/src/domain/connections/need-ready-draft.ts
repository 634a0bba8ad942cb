import { ProblemError } from '../../problem-error.ts';
import type { Change } from '../../publish/changes.ts';
import type { CheckReport } from '../../schemas/check-report.ts';
import type { ConnectionWarning, NewConnection } from '../../schemas/connection.ts';
import type { ConnectionRow } from '../../store/tables.ts';
import type { Actor } from '../access/actor.ts';
import { needAdmin } from '../access/need-admin.ts';
import type { DraftReport } from './draft-reports.ts';

type ConnectAnyway = NewConnection['connectAnyway'];

/**
 * Lets a draft be saved unless its newest report says that it isn't ready. An admin who gives a
 * reason may save it all the same; one that was never checked is saved by anybody.
 *
 * @throws ProblemError 422 `check_failed` with the failed checks, 403 `admin_only`
 */
export function needReadyDraft(
  actor: Actor,
  known: DraftReport | null,
  connectAnyway: ConnectAnyway,
): void {
  if (known?.report.ready === true) return;
  if (connectAnyway !== undefined) {
    needAdmin(actor, 'connect an endpoint whose check failed');
    return;
  }
  if (known === null) return;
  const { report } = known;
  const failed = failedChecks(report);
  throw new ProblemError(
    422,
    'check_failed',
    `The last check of exactly this endpoint says that it is not ready. ${report.headline} Mend it and check again; or an admin connects it anyway, with a reason (connectAnyway).`,
    { members: { checks: failed, headline: report.headline, checkedAt: report.checkedAt } },
  );
}

/** Writes down who wanted an endpoint that isn't known to be ready, and why. */
export async function auditConnectAnyway(
  change: Change,
  row: ConnectionRow,
  known: DraftReport | null,
  connectAnyway: ConnectAnyway,
): Promise<void> {
  if (connectAnyway === undefined || known?.report.ready === true) return;
  await change.audit({
    action: 'connection.connected_anyway',
    target: { kind: 'connection', id: row.id, name: row.name },
    details: {
      reason: connectAnyway.reason,
      host: new URL(row.url).host,
      modelId: row.modelId,
      failed: known === null ? 'never checked' : failedChecks(known.report).map(({ id }) => id),
    },
    projectId: row.projectId,
  });
}

/** What a report learned that contradicts the connection it belongs to. */
export function connectionWarnings(
  row: Pick<ConnectionRow, 'streaming'>,
  known: DraftReport | null,
): ConnectionWarning[] {
  if (row.streaming !== 1 || known?.report.capabilities.streaming !== false) return [];
  return [
    {
      code: 'no_streaming',
      message:
        'The check found that it has no streaming: its whole answers are turned into streams here. Switch streaming off for this connection, so that checks don’t ask for it again.',
    },
  ];
}

function failedChecks({ checks }: CheckReport): { id: string; promise: string; message: string }[] {
  return checks
    .filter(({ required, outcome }) => required && outcome === 'failed')
    .map(({ id, promise, message }) => ({ id, promise, message }));
}
