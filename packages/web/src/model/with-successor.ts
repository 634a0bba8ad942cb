import type { ModelSetting, NewModelSetting } from '@jackfield/control-plane/rest-types';

/**
 * A setting with one model replaced by another wherever it is named; everything else stays. A fallback that
 * would then be named twice is left out. `null` where the setting doesn't name the model.
 */
export function withSuccessor(
  { model, parameters, fallbacks, deadlines, failover }: ModelSetting,
  ending: string,
  successor: string,
): NewModelSetting | null {
  if (model === null) return null;
  if (model !== ending && !fallbacks.some((fallback) => fallback.model === ending)) return null;
  const renamed = (id: string): string => (id === ending ? successor : id);
  const named = new Set([renamed(model)]);
  const others = fallbacks.flatMap((fallback) => {
    const id = renamed(fallback.model);
    if (named.has(id)) return [];
    named.add(id);
    return [{ ...fallback, model: id }];
  });
  return { model: renamed(model), parameters, fallbacks: others, deadlines, failover };
}
