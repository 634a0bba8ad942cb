import type { Agent, AuditVerdict, Model, ModelSetting } from '@jackfield/control-plane/rest-types';
import { api, readPages } from './crash-api.ts';
import { adminToken } from './start-program.ts';

export interface Saves {
  readonly agentId: string;
  /** The content of every save that was acknowledged, by its revision. */
  readonly acknowledged: Map<number, number>;
  /** What each refused save was answered with. */
  readonly refused: [status: number, code: string][];
}

/** An agent to save for, and a model to choose. */
export async function prepareSaves(url: string): Promise<{ saves: Saves; model: string }> {
  const agent = await api<Agent>(url, 'POST', '/agents', { name: 'Front desk' });
  const { items } = await api<{ items: Model[] }>(url, 'GET', '/models');
  const model = items.find(({ selectable }) => selectable)?.id ?? '';
  return { saves: { agentId: agent.id, acknowledged: new Map(), refused: [] }, model };
}

/** Saves again and again until as many were refused as are wanted; gives up after 20,000. */
export async function saveUntilRefused(
  url: string,
  saves: Saves,
  model: string,
  refusals: number,
): Promise<void> {
  const wanted = saves.refused.length + refusals;
  for (let number = 1; saves.refused.length < wanted && number <= 20_000; number += 1) {
    await saveSome(url, saves, model, 1);
  }
}

/** Saves so often, and notes what became of each. */
export async function saveSome(
  url: string,
  { agentId, acknowledged, refused }: Saves,
  model: string,
  count: number,
): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    const maxTokens = acknowledged.size + refused.length + 1;
    // Long enough that a disk fills soon.
    const stop = [`${maxTokens} `.repeat(8).slice(0, 60)];
    const response = await fetch(`${url}/api/v1/agents/${agentId}/model-setting`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, parameters: { max_tokens: maxTokens, stop } }),
    });
    // Holds: a setting, or a problem.
    const body = (await response.json()) as ModelSetting & { code: string };
    if (response.ok) acknowledged.set(body.revision, maxTokens);
    else refused.push([response.status, body.code]);
  }
}

/** What a running program shows that it shouldn't, or doesn't show that it should. */
export async function faultsOf(url: string, { agentId, acknowledged }: Saves): Promise<string[]> {
  const faults: string[] = [];
  const path = `/agents/${agentId}/model-setting/revisions`;
  const items = await readPages<ModelSetting>(url, path, () => false);
  for (const { revision, parameters } of items) {
    if (acknowledged.get(revision) !== parameters.max_tokens) {
      faults.push(`revision ${revision} is there, and was never acknowledged`);
    }
  }
  const found = new Set(items.map(({ revision }) => revision));
  for (const revision of acknowledged.keys()) {
    if (!found.has(revision)) faults.push(`revision ${revision} is lost`);
  }
  const { broken, events } = await api<AuditVerdict>(url, 'GET', '/audit-events/verify');
  if (broken !== null) faults.push(`audit: ${broken.reason}`);
  if (events < acknowledged.size) faults.push('audit events are lost');
  return faults;
}
