import type { Model } from '@jackfield/control-plane/rest-types';

/** The fallbacks that turns ask, in their order: one that isn't ready is passed over. */
export function readyFallbacks<Fallback extends { readonly model: string }>(
  fallbacks: readonly Fallback[],
  modelById: (id: string) => Pick<Model, 'ready'> | undefined,
): Fallback[] {
  return fallbacks.filter(({ model }) => modelById(model)?.ready !== false);
}
