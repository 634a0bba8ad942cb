import type {
  AgentConfig,
  PublishedChoice,
  PublishedModel,
  PublishedSetting,
  SamplingParameters,
} from '@jackfield/gateway-config';
import { resolveDeadlines } from '../domain/model-settings/resolve-deadlines.ts';
import { resolveFailover } from '../domain/model-settings/resolve-failover.ts';
import type { StoredSetting } from '../domain/model-settings/stored-setting.ts';
import type { Parameters } from '../schemas/model-setting.ts';
import type { AgentRecord } from './published-state.ts';

type ModelById = (id: string) => PublishedModel;

export function toAgentConfig(record: AgentRecord, modelById: ModelById): AgentConfig {
  const { id, projectId, slug, name, instructions } = record.row;
  const setting =
    record.setting === null ? null : publishedSetting(record.setting, record.revision, modelById);
  return {
    id,
    projectId,
    slug,
    name,
    instructions,
    captures: record.captures,
    stoppedUntil: record.stoppedUntil,
    setting,
  };
}

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
  const fallbacks = setting.fallbacks.map((fallback) => ({
    model: modelById(fallback.model),
    parameters: samplingParameters(fallback.parameters ?? setting.parameters),
    deadlines: resolveDeadlines({ ...setting.deadlines, ...fallback.deadlines }),
  }));
  const failover = resolveFailover(
    setting.failover,
    fallbacks.some(({ model }) => model.continuesAnswers),
  );
  return { revision, choices: [first, ...fallbacks], failover };
}

/** Leaves out what is not set, rather than setting it to `undefined`. */
export function samplingParameters(parameters: Parameters): SamplingParameters {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
}
