import { ProblemError } from '../../problem-error.ts';
import type { CheckReport, LearnedCapabilities } from '../../schemas/check-report.ts';
import type { ConnectionCapabilities } from '../../schemas/connection-capabilities.ts';
import type { Services } from '../../services.ts';
import { connectionTable } from '../../store/connection-table.ts';
import { capabilitiesOf } from './connection-repairs.ts';
import { saveCapabilities } from './save-capabilities.ts';

/**
 * Takes over what a full check of a saved connection learned about it, so that turns go by it. What
 * was not seen stays as it was known; what was never seen is taken to work, for only what was seen to
 * fail is held against an endpoint. Call it after the change that keeps the report: it makes its own.
 */
export async function learnFromReport(
  services: Services,
  connectionId: string,
  { capabilities, checkedAt }: CheckReport,
): Promise<void> {
  if (nothingSeen(capabilities)) return;
  const row = await connectionTable.byId(services.db, connectionId);
  if (row === undefined) return;
  const learned = { ...known(capabilities, capabilitiesOf(row)), checkedAt };
  try {
    await saveCapabilities(services, connectionId, learned);
  } catch (error) {
    // It was deleted a moment ago: there is nothing left that could learn.
    if (!(error instanceof ProblemError) || error.status !== 404) throw error;
  }
}

/** That it streams, as any endpoint should, is nothing by itself. */
function nothingSeen({ streaming, refusedFields, ...rest }: LearnedCapabilities): boolean {
  return (
    streaming !== false &&
    refusedFields.length === 0 &&
    Object.values(rest).every((seen) => seen === null)
  );
}

function known(
  seen: LearnedCapabilities,
  before: ConnectionCapabilities | null,
): Omit<ConnectionCapabilities, 'checkedAt'> {
  const fieldsSeen = seen.unknownFieldsRefused !== null || seen.refusedFields.length > 0;
  return {
    developerRole: seen.developerRole ?? before?.developerRole ?? true,
    refusedFields: fieldsSeen ? [...seen.refusedFields] : (before?.refusedFields ?? []),
    unknownFieldsRefused: seen.unknownFieldsRefused ?? before?.unknownFieldsRefused ?? false,
    tools: seen.tools ?? before?.tools ?? true,
    parallelToolCalls: seen.parallelToolCalls ?? before?.parallelToolCalls ?? true,
    structuredOutput: seen.structuredOutput ?? before?.structuredOutput ?? true,
    streaming: seen.streaming ?? before?.streaming ?? true,
    usageInStream: seen.usageInStream ?? before?.usageInStream ?? true,
  };
}
