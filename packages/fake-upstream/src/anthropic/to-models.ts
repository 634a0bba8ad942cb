import type { ModelsOperation } from '../vendor.ts';

/** `GET /v1/models` (ModelInfo of `@anthropic-ai/sdk` 1.12.0), one page. */
export function toModels(
  models: readonly string[],
  { model }: ModelsOperation,
): object | undefined {
  const listed = models.map((id) => ({
    id,
    type: 'model',
    display_name: id,
    created_at: '2026-01-01T00:00:00Z',
    capabilities: null,
    lifecycle: 'active',
    deprecated_at: null,
    retires_at: null,
    line: null,
    max_input_tokens: 200_000,
    max_tokens: 64_000,
  }));
  if (model !== undefined) return listed.find(({ id }) => id === model);
  const ids = listed.map(({ id }) => id);
  return {
    data: listed,
    has_more: false,
    first_id: ids[0] ?? null,
    last_id: ids.at(-1) ?? null,
  };
}
