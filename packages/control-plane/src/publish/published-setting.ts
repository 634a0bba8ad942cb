import type {
  PublishedChoice,
  PublishedModel,
  PublishedSetting,
  SamplingParameters,
} from '@jackfield/gateway-config';
import { resolveDeadlines } from '../domain/model-settings/resolve-deadlines.ts';
import { resolveFailover } from '../domain/model-settings/resolve-failover.ts';
import type { StoredSetting } from '../domain/model-settings/stored-setting.ts';
import type { Parameters } from '../schemas/model-setting.ts';

type ModelById = (id: string) => PublishedModel;

/**
 * A fallback without parameters of its own takes the setting's; its deadlines are the setting's
 * with its own over them.
 */
export function publishedSetting(
  setting: StoredSetting,
  revision: number,
  modelById: ModelById,
): PublishedSetting {
  const first: PublishedChoice = {
    model: modelById(setting.model),
    parameters: samplingParameters(setting.parameters),
    deadlines: resolveDeadlines(setting.deadlines),
  };
  // What is equal is one object: there may be 100,000 agents.
  const fallbacks = setting.fallbacks.map(({ model, parameters, deadlines }) => ({
    model: modelById(model),
    parameters: parameters ? samplingParameters(parameters) : first.parameters,
    deadlines: deadlines
      ? resolveDeadlines({ ...setting.deadlines, ...deadlines })
      : first.deadlines,
  }));
  const failover = resolveFailover(
    setting.failover,
    fallbacks.some(({ model }) => model.continuesAnswers),
  );
  return { revision, choices: [first, ...fallbacks], failover };
}

/** Leaves out what is not set, rather than setting it to `undefined`. */
export function samplingParameters(parameters: Parameters): SamplingParameters {
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined);
  // Holds: nothing in it is undefined. Not copied, as there may be one for each of 100,000 agents.
  if (set.length === Object.keys(parameters).length) return parameters as SamplingParameters;
  return Object.fromEntries(set);
}
