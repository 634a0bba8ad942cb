import type {
  AgentConfig,
  AgentKeyConfig,
  GatewayConfig,
  PublishedModel,
} from '@jackfield/gateway-config';
import type { Catalogue } from '../domain/catalogue/catalogue-entry.ts';
import { connectionModelId } from '../domain/connections/connection-model-id.ts';
import { connectionIdsOf } from '../domain/model-settings/stored-setting.ts';
import type { Keyring } from '../secrets/keyring.ts';
import type { PublishedState } from './published-state.ts';
import { toAgentConfig } from './to-agent-config.ts';
import {
  connectionToPublishedModel,
  entryToPublishedModel,
  goneModel,
} from './to-published-model.ts';
import type { Touched } from './touched.ts';

/** What was built last, so that what hasn't changed is taken over as it is. */
export interface Built {
  readonly config: GatewayConfig;
  readonly models: ReadonlyMap<string, PublishedModel>;
}

/**
 * The configuration of `state`, immutable. With `previous` only what `touched` names is built
 * anew: a save costs three copies of a map, not a walk over every agent.
 */
export function buildGatewayConfig(
  version: number,
  state: PublishedState,
  catalogue: Catalogue,
  keyring: Keyring,
  previous: Built | null,
  touched: Touched,
): Built {
  const fromScratch = previous === null || touched.providers || touched.catalogue;
  const models = fromScratch
    ? allModels(state, catalogue, keyring)
    : changedModels(previous.models, state, keyring, touched);
  const modelById = (id: string): PublishedModel => models.get(id) ?? goneModel(id);

  const before = fromScratch ? new Map<string, AgentConfig>() : previous.config.agentsById;
  const agentsById = new Map<string, AgentConfig>();
  const agentsBySlug = new Map<string, AgentConfig>();
  const agentsByKeyHash = new Map<string, AgentConfig>();
  const agentKeysByHash = new Map<string, AgentKeyConfig>();
  for (const [id, record] of state.agents) {
    const unchanged =
      touched.agents.has(id) || usesTouched(record, touched) ? undefined : before.get(id);
    const agent = unchanged ?? toAgentConfig(record, modelById);
    agentsById.set(id, agent);
    agentsBySlug.set(agent.slug, agent);
    for (const { hash, id: keyId, expiresAt, requestsPerMinute } of record.keys) {
      agentsByKeyHash.set(hash, agent);
      agentKeysByHash.set(hash, { id: keyId, expiresAt, requestsPerMinute });
    }
  }
  const { allowedEndpoints } = state;
  return {
    config: {
      version,
      agentsById,
      agentsBySlug,
      agentsByKeyHash,
      agentKeysByHash,
      allowedEndpoints,
    },
    models,
  };
}

function usesTouched(
  record: { readonly setting: Parameters<typeof connectionIdsOf>[0] | null },
  touched: Touched,
): boolean {
  if (touched.connections.size === 0 || record.setting === null) return false;
  return connectionIdsOf(record.setting).some((id) => touched.connections.has(id));
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
