import type { Capabilities, Parameters } from '@jackfield/control-plane/rest-types';

const names = {
  images: 'Images in the conversation',
  tools: 'Tool calls',
  structuredOutput: 'Structured output',
  streaming: 'Streaming',
} as const;

export const parameterLabels: Record<keyof Parameters, string> = {
  temperature: 'Temperature',
  top_p: 'Top P',
  frequency_penalty: 'Frequency penalty',
  presence_penalty: 'Presence penalty',
  max_tokens: 'Max tokens',
  stop: 'Stop sequences',
};

/** What an agent can do after the change that it couldn't before, and the other way round. */
export function capabilityDifference(
  before: Capabilities | null,
  after: Capabilities,
): { gained: string[]; lost: string[] } {
  const gained: string[] = [];
  const lost: string[] = [];
  for (const [key, name] of Object.entries(names) as [keyof typeof names, string][]) {
    // The keys of `names` are what `Object.entries` gives.
    if (before && after[key] && !before[key]) gained.push(name);
    if (before && !after[key] && before[key]) lost.push(name);
  }
  return { gained, lost };
}

/** Parameters of a setting that the model does not take, so that they would be left out. */
export function parametersLeftOut(parameters: Parameters, capabilities: Capabilities): string[] {
  return capabilities.refusedParameters
    .filter((name) => parameters[name] !== undefined)
    .map((name) => parameterLabels[name]);
}
