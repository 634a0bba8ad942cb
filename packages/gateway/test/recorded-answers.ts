import { existsSync, readFileSync } from 'node:fs';
import {
  contractScenarios,
  type ContractScenario,
  type RecordedAnswer,
} from '../src/providers/provider-contract.ts';

/**
 * The recorded answers in a folder: `<scenario>.json` whole and `<scenario>.sse` streamed, the
 * scenario's name in kebab case; `null` where the folder has none.
 */
export function recordedAnswers(
  folder: URL,
  streamExtension = 'sse',
): Record<ContractScenario, RecordedAnswer | null> {
  // Holds: there is one entry for each scenario.
  return Object.fromEntries(
    contractScenarios.map((scenario) => {
      const name = scenario.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      const completion = new URL(`${name}.json`, folder);
      if (!existsSync(completion)) return [scenario, null];
      const stream = new URL(`${name}.${streamExtension}`, folder);
      return [scenario, { completion: readFileSync(completion), stream: readFileSync(stream) }];
    }),
  ) as Record<ContractScenario, RecordedAnswer | null>;
}

/** One recorded answer's bytes. */
export function recordedBytes(folder: URL, file: string): Buffer {
  return readFileSync(new URL(file, folder));
}
