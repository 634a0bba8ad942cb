import type { KeptCheck } from '../../schemas/check-report.ts';
import type { CheckSummaryRow } from '../../store/connection-check-table.ts';
import type { ConnectionRow } from '../../store/tables.ts';
import { connectionFingerprint } from './connection-fingerprint.ts';

/**
 * The check that counts, of one connection's, newest first: the newest. But a light check that passes
 * does not make good what a full one of the same thing found, for it doesn't look there.
 */
export function lastCheck(checks: readonly CheckSummaryRow[]): CheckSummaryRow | null {
  const [newest] = checks;
  if (newest === undefined) return null;
  const full = checks.find(({ depth }) => depth === 'full');
  const overruled =
    newest.ready === 1 && full?.ready === 0 && full.fingerprint === newest.fingerprint;
  return overruled ? full : newest;
}

/** When a check last passed that counted. */
export function lastPassedAt(checks: readonly CheckSummaryRow[]): number | null {
  const counting = checks.findIndex((check) => check === lastCheck(checks));
  return checks.slice(counting).find(({ ready }) => ready === 1)?.at ?? null;
}

export function toKeptCheck(check: CheckSummaryRow, row: ConnectionRow): KeptCheck {
  return {
    id: check.id,
    at: new Date(check.at).toISOString(),
    depth: check.depth,
    ready: check.ready === 1,
    headline: check.headline,
    stale: check.fingerprint !== connectionFingerprint(row),
  };
}
