import type { AuditEvent, ModelSetting } from '@jackfield/control-plane/rest-types';
import { readPages } from './crash-api.ts';
import type { SavedRevision } from './crash-saves.ts';

/** What the running program can't show of `saves`: a revision, its content, or its audit event. */
export async function missingFrom(url: string, saves: readonly SavedRevision[]): Promise<string[]> {
  const missing: string[] = [];
  const byAgent = Map.groupBy(saves, ({ agentId }) => agentId);
  for (const [agentId, wanted] of byAgent) {
    const oldest = Math.min(...wanted.map(({ revision }) => revision));
    const path = `/agents/${agentId}/model-setting/revisions`;
    const items = await readPages<ModelSetting>(
      url,
      path,
      (read) => (read.at(-1)?.revision ?? 0) <= oldest,
    );
    const found = new Map(items.map((setting) => [setting.revision, setting]));
    for (const { revision, model, maxTokens } of wanted) {
      const setting = found.get(revision);
      const isWhole = setting?.model === model && setting.parameters.max_tokens === maxTokens;
      if (!isWhole) missing.push(`revision ${revision} of ${agentId} (${model}, ${maxTokens})`);
    }
  }
  return [...missing, ...(await missingEvents(url, saves))];
}

async function missingEvents(url: string, saves: readonly SavedRevision[]): Promise<string[]> {
  const wanted = new Set(saves.map(({ agentId, revision }) => `${agentId} ${revision}`));
  await readPages<AuditEvent>(url, '/audit-events', (events) => {
    for (const { action, target, details } of events.slice(-100)) {
      if (action === 'model_setting.saved')
        wanted.delete(`${target.id} ${String(details['revision'])}`);
    }
    return wanted.size === 0;
  });
  return [...wanted].map((what) => `the audit event of revision ${what}`);
}
