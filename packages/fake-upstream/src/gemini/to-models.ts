import type { ModelsOperation } from '../vendor.ts';

/** `GET /v1beta/models` (ListModelsResponse): names have the prefix `models/`. */
export function toModels(
  models: readonly string[],
  { model }: ModelsOperation,
): object | undefined {
  const listed = models.map((id) => ({
    name: `models/${id}`,
    version: '001',
    displayName: id,
    description: 'A model of the fake upstream.',
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ['generateContent', 'countTokens'],
    temperature: 1,
    topP: 0.95,
    topK: 64,
    maxTemperature: 2,
    thinking: true,
  }));
  if (model === undefined) return { models: listed };
  return listed.find(({ name }) => name === `models/${model}`);
}
