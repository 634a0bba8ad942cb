import {
  LayeredMap,
  madeOnce,
  type AgentKeyConfig,
  type GatewayConfig,
  type PublishedModel,
} from '@jackfield/gateway-config';
import type { Catalogue } from '../domain/catalogue/catalogue-entry.ts';
import { connectionModelId } from '../domain/connections/connection-model-id.ts';
import { connectionIdsOf } from '../domain/model-settings/stored-setting.ts';
import type { Keyring } from '../secrets/keyring.ts';
import type { AgentRecords, PublishedState, SavedSetting } from './published-state.ts';
import { publishedSetting } from './published-setting.ts';
import { toPublishedAgent, withSettingAnew, type PublishedAgent } from './published-agent.ts';
import {
  connectionToPublishedModel,
  entryToPublishedModel,
  goneModel,
} from './to-published-model.ts';
import type { Touched } from './touched.ts';

/** A configuration that the next can be made of by what has changed. */
export interface BuiltConfig extends GatewayConfig {
  readonly agentsById: LayeredMap<string, PublishedAgent>;
  readonly agentKeysByHash: LayeredMap<string, AgentKeyConfig>;
}

/**
 * The configuration of `state` and `agents`, immutable. Without `previous` these are all agents there are;
 * with it those of `touched` that there still are: only what `touched` names is built anew, and a save of an
 * agent costs the same however many there are.
 */
export function buildGatewayConfig(
  version: number,
  state: PublishedState,
  agents: AgentRecords,
  catalogue: Catalogue,
  keyring: Keyring,
  previous: BuiltConfig | null,
  touched: Touched,
): BuiltConfig {
  const allAnew = previous === null || touched.providers || touched.catalogue;
  const models = allAnew
    ? allModels(state, catalogue, keyring)
    : changedModels(previous.models, state, keyring, touched);
  const settingOf = madeOnce((saved: SavedSetting) =>
    publishedSetting(saved, saved.revision, (id) => models.get(id) ?? goneModel(id)),
  );
  const { agentsById, agentKeysByHash } = previous ?? nobody;
  const changes = new Map<string, PublishedAgent | null>();
  const keys = new Map<string, AgentKeyConfig | null>();
  for (const agent of agentsOfChangedModels(agentsById, touched)) {
    changes.set(agent.id, withSettingAnew(agent, settingOf));
  }
  for (const id of touched.agents) {
    changes.set(id, null);
    for (const { hash } of agentsById.get(id)?.keys ?? []) keys.set(hash, null);
  }
  for (const [id, record] of agents) {
    changes.set(id, toPublishedAgent(record, settingOf));
    for (const key of record.keys) keys.set(key.hash, key);
  }
  return {
    version,
    agentsById: agentsById.with(changes),
    agentKeysByHash: agentKeysByHash.with(keys),
    models,
    allowedEndpoints: state.allowedEndpoints,
  };
}

const nobody = {
  agentsById: LayeredMap.of<string, PublishedAgent>(new Map()),
  agentKeysByHash: LayeredMap.of<string, AgentKeyConfig>(new Map()),
};

/** Agents that use a model which is another now, whether or not they were touched themselves. */
function* agentsOfChangedModels(
  agentsById: BuiltConfig['agentsById'],
  { providers, catalogue, connections }: Touched,
): Iterable<PublishedAgent> {
  const all = providers || catalogue;
  if (!all && connections.size === 0) return;
  for (const agent of agentsById.values()) {
    const { saved } = agent;
    if (saved === null) continue;
    if (all || connectionIdsOf(saved).some((id) => connections.has(id))) yield agent;
  }
}

function allModels(
  state: PublishedState,
  catalogue: Catalogue,
  keyring: Keyring,
): Map<string, PublishedModel> {
  const models = new Map<string, PublishedModel>();
  for (const entry of catalogue.entries) {
    const access = state.providers.get(entry.provider);
    const reason = `${entry.providerName} is not a provider that Jackfield knows.`;
    const endpoint = access?.endpoint ?? { ready: false as const, reason };
    models.set(entry.id, entryToPublishedModel(entry, endpoint));
  }
  for (const row of state.connections.values()) {
    const model = connectionToPublishedModel(row, keyring);
    models.set(model.id, model);
  }
  return models;
}

function changedModels(
  before: ReadonlyMap<string, PublishedModel>,
  state: PublishedState,
  keyring: Keyring,
  touched: Touched,
): ReadonlyMap<string, PublishedModel> {
  if (touched.connections.size === 0) return before;
  const models = new Map(before);
  for (const id of touched.connections) {
    const row = state.connections.get(id);
    if (row === undefined) models.delete(connectionModelId(id));
    else models.set(connectionModelId(id), connectionToPublishedModel(row, keyring));
  }
  return models;
}
