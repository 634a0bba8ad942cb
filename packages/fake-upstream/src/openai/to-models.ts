import type { OpenAI } from 'openai';
import type { ModelsOperation } from '../vendor.ts';

/** The list of `GET /v1/models`, with the `shutdown_date` it has had since 2026, or one model of it. */
export function toModels(
  models: readonly string[],
  { model }: ModelsOperation,
): object | undefined {
  const listed = models.map((id): OpenAI.Model & { shutdown_date: string | null } => ({
    id,
    object: 'model',
    created: 1_715_367_049,
    owned_by: 'system',
    shutdown_date: shutDownOn[id] ?? null,
  }));
  if (model === undefined) return { object: 'list', data: listed };
  return listed.find(({ id }) => id === model);
}

const shutDownOn: Record<string, string> = {
  'gpt-4o': '2027-01-14',
  'gpt-4o-mini': '2027-01-14',
};
