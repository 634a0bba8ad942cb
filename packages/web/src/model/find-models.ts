import type { Model } from '@jackfield/control-plane/rest-types';

/**
 * The models a few words ask for: by name or provider where any is so called, else by what they
 * are for. Descriptions name other models, so they count only when no name does.
 */
export function findModels(models: readonly Model[], query: string): Model[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const having = (text: (model: Model) => string): Model[] =>
    models.filter((model) => words.every((word) => text(model).toLowerCase().includes(word)));
  const called = having((model) => `${model.name} ${model.id} ${model.providerName}`);
  return called.length > 0 ? called : having((model) => `${model.bestFor} ${model.description}`);
}
