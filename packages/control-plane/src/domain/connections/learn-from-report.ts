import type { CheckReport } from '../../schemas/check-report.ts';
import type { Services } from '../../services.ts';

/**
 * Takes over what a full check of a saved connection learned about it. Called after the change that
 * keeps the report, for it makes a change of its own. What was not seen is taken to work: only what
 * was seen to fail is held against an endpoint.
 *
 * At the merge with `repairs`: `await saveCapabilities(services, connectionId, learned, actor)` takes
 * the place of the log's line; `learned` has the shape that it wants.
 */
export async function learnFromReport(
  services: Services,
  connectionId: string,
  { capabilities, complete, checkedAt }: CheckReport,
): Promise<void> {
  if (!complete) return;
  const learned = {
    developerRole: capabilities.developerRole ?? true,
    refusedFields: [...capabilities.refusedFields],
    unknownFieldsRefused: capabilities.unknownFieldsRefused ?? false,
    tools: capabilities.tools ?? true,
    parallelToolCalls: capabilities.parallelToolCalls ?? true,
    structuredOutput: capabilities.structuredOutput ?? true,
    usageInStream: capabilities.usageInStream ?? true,
    checkedAt,
  };
  services.options.log.info({ connectionId, learned }, 'A check learned what an endpoint can do');
}
