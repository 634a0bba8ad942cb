import type { Agent, Model, ModelSetting } from '@jackfield/control-plane/rest-types';
import { api } from './crash-api.ts';

/** A save that was acknowledged, and what must be found of it. */
export interface SavedRevision {
  readonly agentId: string;
  readonly revision: number;
  readonly model: string;
  readonly maxTokens: number;
}

const clients = 4;

/**
 * Saves model settings from several clients at once, two to an agent, until `signal` aborts; gives every
 * save that was acknowledged. No two saves have the same content.
 */
export async function saveUntil(
  url: string,
  life: number,
  signal: AbortSignal,
  nextNumber: () => number,
): Promise<SavedRevision[]> {
  const saved: SavedRevision[] = [];
  const saveInTurn = async (agentId: string, models: readonly string[]): Promise<void> => {
    const path = `/agents/${agentId}/model-setting`;
    while (!signal.aborted) {
      const maxTokens = nextNumber();
      const model = models[maxTokens % models.length] ?? '';
      const setting = { model, parameters: { max_tokens: maxTokens } };
      const { revision } = await api<ModelSetting>(url, 'PUT', path, setting);
      saved.push({ agentId, revision, model, maxTokens });
    }
  };
  const all = async (): Promise<void> => {
    const { items } = await api<{ items: Model[] }>(url, 'GET', '/models');
    const models = items.filter(({ selectable }) => selectable).map(({ id }) => id);
    const agents = await someAgents(url, life);
    const lines = Array.from({ length: clients }, (_, client) => agents[client % agents.length]);
    const ends = lines.map(async (agent) => saveInTurn(agent?.id ?? '', models));
    for (const end of await Promise.allSettled(ends)) {
      if (end.status === 'rejected') throw end.reason;
    }
  };
  await all().catch((error: unknown) => {
    // The kill is what ends a life: requests under way break, and were never acknowledged.
    if (!isBrokenConnection(error)) throw error;
  });
  return saved;
}

/** Two agents, made anew every now and then so that making one is killed too. */
async function someAgents(url: string, life: number): Promise<Agent[]> {
  const { items } = await api<{ items: Agent[] }>(url, 'GET', '/agents');
  if (items.length >= 2 && life % 20 !== 0) return items.slice(-2);
  const names = [`Line ${life} a`, `Line ${life} b`];
  return Promise.all(names.map((name) => api<Agent>(url, 'POST', '/agents', { name })));
}

/** As fetch tells of a server that is gone before, or in the middle of, its answer. */
function isBrokenConnection(error: unknown): boolean {
  return error instanceof TypeError && /^(?:fetch failed|terminated)$/.test(error.message);
}
