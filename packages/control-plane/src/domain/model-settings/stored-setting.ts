import { canonicalJson } from '../../audit/canonical-json.ts';
import { connectionIdOf } from '../connections/connection-model-id.ts';
import type { NewModelSetting, Parameters } from '../../schemas/model-setting.ts';

/** A setting as a revision holds it: nothing in it is optional but single parameters. */
export interface StoredSetting {
  readonly model: string;
  readonly parameters: Parameters;
  readonly fallbacks: NonNullable<NewModelSetting['fallbacks']>;
  readonly deadlines: NonNullable<NewModelSetting['deadlines']>;
  readonly failover: NonNullable<NewModelSetting['failover']>;
}

export function storedSetting(setting: NewModelSetting): StoredSetting {
  return {
    model: setting.model,
    parameters: setting.parameters ?? {},
    fallbacks: setting.fallbacks ?? [],
    deadlines: setting.deadlines ?? {},
    failover: setting.failover ?? {},
  };
}

/** Equal settings give equal texts. */
export function settingJson(setting: StoredSetting): string {
  return canonicalJson(setting);
}

export function parseSetting(json: string): StoredSetting {
  // Only `settingJson` of a checked setting is ever stored, with a failover since there is one.
  const stored = JSON.parse(json) as Omit<StoredSetting, 'failover'> & Partial<StoredSetting>;
  const { model, parameters, fallbacks, deadlines, failover = empty } = stored;
  return {
    model,
    // Most settings say nothing of most, and one is kept in memory for each agent.
    parameters: isEmpty(parameters) ? empty : parameters,
    fallbacks: fallbacks.length === 0 ? none : fallbacks,
    deadlines: isEmpty(deadlines) ? empty : deadlines,
    failover: isEmpty(failover) ? empty : failover,
  };
}

const empty = {};
const none: StoredSetting['fallbacks'] = [];

export function isEmpty(part: object): boolean {
  return Object.keys(part).length === 0;
}

/** The connections that a setting names, as its model or as a fallback. */
export function connectionIdsOf(setting: StoredSetting): string[] {
  return [setting.model, ...setting.fallbacks.map(({ model }) => model)]
    .map(connectionIdOf)
    .filter((id) => id !== null);
}
