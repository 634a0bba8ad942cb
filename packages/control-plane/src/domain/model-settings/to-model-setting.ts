import type { ModelSetting } from '../../schemas/model-setting.ts';
import type { Model } from '../../schemas/model.ts';
import type { Services } from '../../services.ts';
import type { Database, ModelSettingRow } from '../../store/tables.ts';
import { findModel } from '../models/model-list.ts';
import { settingWarnings } from './setting-warnings.ts';
import { parseSetting } from './stored-setting.ts';

/** What an agent answers before anybody has chosen a model for it. */
const unsetModelSetting: ModelSetting = {
  model: null,
  parameters: {},
  fallbacks: [],
  deadlines: {},
  failover: {},
  revision: 0,
  savedAt: null,
  savedBy: null,
  restoredFrom: null,
  warnings: [],
};

/** Revisions with the warnings that each would give today. */
export async function toModelSettings(
  services: Services,
  db: Database,
  rows: readonly ModelSettingRow[],
): Promise<ModelSetting[]> {
  const parsed = rows.map((row) => ({ row, setting: parseSetting(row.setting) }));
  const models = new Map<string, Model | null>();
  for (const { setting } of parsed) {
    for (const { model } of [setting, ...setting.fallbacks]) {
      if (!models.has(model)) models.set(model, await findModel(services, db, model));
    }
  }
  return parsed.map(({ row, setting }) => ({
    model: setting.model,
    parameters: setting.parameters,
    fallbacks: setting.fallbacks,
    deadlines: setting.deadlines,
    failover: setting.failover,
    revision: row.revision,
    savedAt: new Date(row.savedAt).toISOString(),
    savedBy: row.savedBy,
    restoredFrom: row.restoredFrom,
    warnings: settingWarnings(setting, (id) => models.get(id) ?? null),
  }));
}

export async function toModelSetting(
  services: Services,
  db: Database,
  row: ModelSettingRow | undefined,
): Promise<ModelSetting> {
  if (row === undefined) return unsetModelSetting;
  const [setting] = await toModelSettings(services, db, [row]);
  return setting ?? unsetModelSetting;
}
