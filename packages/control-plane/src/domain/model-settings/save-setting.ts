import { ProblemError } from '../../problem-error.ts';
import type { Change } from '../../publish/changes.ts';
import type { ModelSetting } from '../../schemas/model-setting.ts';
import type { Services } from '../../services.ts';
import { agentConnectionTable } from '../../store/agent-connection-table.ts';
import { agentTable } from '../../store/agent-table.ts';
import { modelSettingTable } from '../../store/model-setting-table.ts';
import type { AgentRow } from '../../store/tables.ts';
import { needAgent } from '../agents/need-agent.ts';
import { checkSetting } from './check-setting.ts';
import { connectionIdsOf, settingJson } from './stored-setting.ts';
import type { StoredSetting } from './stored-setting.ts';
import { toModelSetting } from './to-model-setting.ts';

/** What to save: a setting, or the number of the revision to restore. */
export interface SettingToSave {
  setting(change: Change, agent: AgentRow): Promise<StoredSetting>;
  readonly restoredFrom: number | null;
}

/**
 * Saves a new revision. Of several saves that have seen the same revision exactly one wins. A
 * setting equal to the current one is a save like any other.
 *
 * @throws ProblemError 404, 409 `revision_conflict` (with `current`), 422
 */
export function saveSetting(
  services: Services,
  actor: string,
  agentId: string,
  seen: ReadonlySet<number> | null,
  toSave: SettingToSave,
): Promise<ModelSetting> {
  return services.changes.make(actor, async (change) => {
    const { db } = change;
    const agent = await needAgent(db, agentId);
    const current = await modelSettingTable.revision(db, agentId, agent.revision);
    if (seen !== null && !seen.has(agent.revision)) {
      throw revisionConflict(agent, await toModelSetting(services, db, current));
    }
    const setting = await toSave.setting(change, agent);
    await checkSetting(services, db, setting, agent.projectId);
    const json = settingJson(setting);
    const row = {
      agentId,
      revision: agent.revision + 1,
      setting: json,
      savedAt: change.now,
      savedBy: actor,
      restoredFrom: toSave.restoredFrom,
    };
    await modelSettingTable.insert(db, row);
    await agentTable.update(db, agentId, {
      model: setting.model,
      revision: row.revision,
      updatedAt: change.now,
    });
    await agentConnectionTable.set(db, agentId, [...new Set(connectionIdsOf(setting))]);
    await change.audit({
      action: toSave.restoredFrom === null ? 'model_setting.saved' : 'model_setting.restored',
      target: { kind: 'agent', id: agentId, name: agent.name },
      details: {
        revision: row.revision,
        previousModel: agent.model,
        ...setting,
        ...(toSave.restoredFrom === null ? {} : { restoredFrom: toSave.restoredFrom }),
      },
      projectId: agent.projectId,
    });
    change.touched.agents.add(agentId);
    return toModelSetting(services, db, row);
  });
}

function revisionConflict(agent: AgentRow, current: ModelSetting): ProblemError {
  const who = current.savedBy === null ? '' : ` by ${current.savedBy} at ${current.savedAt ?? ''}`;
  return new ProblemError(
    409,
    'revision_conflict',
    `The model setting of ${agent.name} has changed since you read it: it is at revision ${current.revision} now${who}. Compare it with yours, then save again with If-Match: "${current.revision}".`,
    { members: { current }, headers: { etag: `"${current.revision}"` } },
  );
}
