import type { ModelSetting, NewModelSetting } from '@jackfield/control-plane/rest-types';

/**
 * What a model is measured by: the agent's parameters and deadlines with that model alone. A fallback, a
 * retry or a hedge would answer in its stead, and its failure would not be seen.
 */
export function comparedSetting(live: ModelSetting, model: string): NewModelSetting {
  const { parameters, deadlines, failover } = live;
  const { commitPoint } = failover;
  return {
    model,
    parameters,
    deadlines,
    failover: { retry: false, ...(commitPoint === undefined ? {} : { commitPoint }) },
  };
}

/** The agent's setting with another model: all else stays, but it is no fallback of itself. */
export function settingWith(
  live: ModelSetting,
  model: string,
  fallback: string | null,
): NewModelSetting {
  const { parameters, deadlines, failover } = live;
  const others = live.fallbacks.filter((each) => each.model !== model && each.model !== fallback);
  const fallbacks = [...(fallback === null ? [] : [{ model: fallback }]), ...others].slice(0, 5);
  // Without a fallback there is nobody to hedge with.
  const hedge = fallbacks.length === 0 ? { hedge: null } : {};
  return { model, parameters, deadlines, fallbacks, failover: { ...failover, ...hedge } };
}
