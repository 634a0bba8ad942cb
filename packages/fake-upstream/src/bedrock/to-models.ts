import type { ModelsOperation } from '../vendor.ts';

/** `GET /foundation-models`: ListFoundationModels, of Bedrock's control plane, under the same origin here. */
export function toModels(
  models: readonly string[],
  { model }: ModelsOperation,
): object | undefined {
  const listed = models.map((id) => ({
    modelArn: `arn:aws:bedrock:us-east-1::foundation-model/${id}`,
    modelId: id,
    modelName: id,
    providerName: id.split('.').at(-2) ?? 'Fake',
    inputModalities: ['TEXT', 'IMAGE'],
    outputModalities: ['TEXT'],
    responseStreamingSupported: true,
    customizationsSupported: [],
    inferenceTypesSupported: ['ON_DEMAND'],
    modelLifecycle: { status: id.includes('claude-3-5-haiku') ? 'LEGACY' : 'ACTIVE' },
  }));
  if (model === undefined) return { modelSummaries: listed };
  const modelDetails = listed.find(({ modelId }) => modelId === model);
  return modelDetails === undefined ? undefined : { modelDetails };
}
