import {
  LayeredMap,
  type AgentConfig,
  type AgentKeyConfig,
  type GatewayConfig,
  type PublishedModel,
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

/** A configuration that the next can be made of by what has changed. */
export interface BuiltConfig extends GatewayConfig {
  readonly agentsById: LayeredMap<string, AgentConfig>;
  readonly agentsBySlug: LayeredMap<string, AgentConfig>;
  readonly agentsByKeyHash: LayeredMap<string, AgentConfig>;
  readonly agentKeysByHash: LayeredMap<string, AgentKeyConfig>;
}

/** What was built last, and of what: so that what hasn't changed is taken over as it is. */
export interface Built {
  readonly config: BuiltConfig;
  /** The hashes of each agent's keys. */
  readonly keyHashes: Map<string, readonly string[]>;
}

/**
 * The configuration of `state`, immutable. With `previous` only what `touched` names is built anew, and
 * a save of an agent costs the same however many there are.
 */
export function buildGatewayConfig(
  version: number,
  state: PublishedState,
  catalogue: Catalogue,
  keyring: Keyring,
  previous: Built | null,
  touched: Touched,
): Built {
  const before = touched.providers || touched.catalogue ? null : previous;
  const models =
    before === null
      ? allModels(state, catalogue, keyring)
      : changedModels(before.config.models, state, keyring, touched);
  const modelById = (id: string): PublishedModel => models.get(id) ?? goneModel(id);
  const changes = {
    byId: new Map<string, AgentConfig | null>(),
    bySlug: new Map<string, AgentConfig | null>(),
    byKeyHash: new Map<string, AgentConfig | null>(),
    keysByHash: new Map<string, AgentKeyConfig | null>(),
  };
  const { agentsById, agentsBySlug, agentsByKeyHash, agentKeysByHash } = before?.config ?? nobody;
  const keyHashes = before?.keyHashes ?? new Map<string, readonly string[]>();
  const changed = before === null ? [...state.agents.keys()] : changedAgents(state, touched);
  // Before anything is put in its place: one agent may get the slug of another.
  for (const id of changed) {
    changes.byId.set(id, null);
    const slug = agentsById.get(id)?.slug;
    if (slug !== undefined) changes.bySlug.set(slug, null);
    for (const hash of keyHashes.get(id) ?? []) {
      changes.byKeyHash.set(hash, null);
      changes.keysByHash.set(hash, null);
    }
    keyHashes.delete(id);
  }
  for (const id of changed) {
    const record = state.agents.get(id);
    if (record === undefined) continue;
    const agent = toAgentConfig(record, modelById);
    changes.byId.set(id, agent);
    changes.bySlug.set(agent.slug, agent);
    for (const { hash, id: keyId, expiresAt, requestsPerMinute } of record.keys) {
      changes.byKeyHash.set(hash, agent);
      changes.keysByHash.set(hash, { id: keyId, expiresAt, requestsPerMinute });
    }
    keyHashes.set(
      id,
      record.keys.map(({ hash }) => hash),
    );
  }
  return {
    config: {
      version,
      agentsById: agentsById.with(changes.byId),
      agentsBySlug: agentsBySlug.with(changes.bySlug),
      agentsByKeyHash: agentsByKeyHash.with(changes.byKeyHash),
      agentKeysByHash: agentKeysByHash.with(changes.keysByHash),
      models,
      allowedEndpoints: state.allowedEndpoints,
    },
    keyHashes,
  };
}

const nobody = {
  agentsById: LayeredMap.of<string, AgentConfig>(new Map()),
  agentsBySlug: LayeredMap.of<string, AgentConfig>(new Map()),
  agentsByKeyHash: LayeredMap.of<string, AgentConfig>(new Map()),
  agentKeysByHash: LayeredMap.of<string, AgentKeyConfig>(new Map()),
};

/** Those that were touched themselves, and those that use a connection that was. */
function changedAgents(state: PublishedState, touched: Touched): Iterable<string> {
  if (touched.connections.size === 0) return touched.agents;
  const changed = new Set(touched.agents);
  for (const [id, { setting }] of state.agents) {
    const connections = setting === null ? [] : connectionIdsOf(setting);
    if (connections.some((each) => touched.connections.has(each))) changed.add(id);
  }
  return changed;
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
