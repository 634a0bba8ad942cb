import type { ModelsOperation } from '../vendor.ts';

/** `GET /v1/models`: BaseModelCard of the vendor's OpenAPI document, with `deprecation` and its successor. */
export function toModels(
  models: readonly string[],
  { model }: ModelsOperation,
): object | undefined {
  const listed = models.map((id) => ({
    id,
    object: 'model',
    created: 1_769_088_720,
    owned_by: 'mistralai',
    capabilities: {
      completion_chat: true,
      function_calling: true,
      reasoning: id.startsWith('magistral'),
      completion_fim: false,
      fine_tuning: false,
      vision: true,
      ocr: false,
      classification: false,
      moderation: false,
      audio: false,
      audio_transcription: false,
      audio_transcription_realtime: false,
      audio_speech: false,
      unified_resources: false,
    },
    name: id,
    description: 'A model of the fake upstream.',
    max_context_length: 262_144,
    aliases: [],
    deprecation: deprecations[id]?.on ?? null,
    deprecation_replacement_model: deprecations[id]?.successor ?? null,
    default_model_temperature: 0.3,
    internal: false,
    type: 'base',
  }));
  if (model === undefined) return { object: 'list', data: listed };
  return listed.find(({ id }) => id === model);
}

const deprecations: Record<string, { on: string; successor: string }> = {
  'mistral-medium-2508': { on: '2026-08-31T12:00:00Z', successor: 'mistral-medium-3-5' },
};
