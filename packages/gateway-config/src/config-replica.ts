import type { ConfigPart, SentAgent, SentChoice } from './config-parts.ts';
import type {
  AgentConfig,
  AgentKeyConfig,
  GatewayConfig,
  PublishedChoice,
  PublishedModel,
} from './gateway-config.ts';
import { LayeredMap } from './layered-map.ts';
import { fromSendable } from './sendable.ts';

interface ReplicaConfig extends GatewayConfig {
  readonly agentsById: LayeredMap<string, AgentConfig>;
  readonly agentsBySlug: LayeredMap<string, AgentConfig>;
  readonly agentsByKeyHash: LayeredMap<string, AgentConfig>;
  readonly agentKeysByHash: LayeredMap<string, AgentKeyConfig>;
}

/** Follows the configuration of another process by the parts that `configParts` makes. */
export class ConfigReplica {
  #config: ReplicaConfig = {
    version: 0,
    agentsById: LayeredMap.of(new Map()),
    agentsBySlug: LayeredMap.of(new Map()),
    agentsByKeyHash: LayeredMap.of(new Map()),
    agentKeysByHash: LayeredMap.of(new Map()),
    models: new Map(),
    allowedEndpoints: new Set(),
  };
  readonly #hashes = new Map<string, Set<string>>();
  #parts: ConfigPart[] = [];

  /** The configuration that is whole with this part; `null` where more of it is to come. */
  take(part: ConfigPart): GatewayConfig | null {
    this.#parts.push(part);
    if (!part.last) return null;
    const parts = this.#parts;
    this.#parts = [];
    this.#config = this.#with(parts, part);
    return this.#config;
  }

  #with(parts: readonly ConfigPart[], last: ConfigPart): ReplicaConfig {
    const before = this.#config;
    const models = withModels(before.models, last);
    const agents = new Map<string, AgentConfig | null>();
    for (const agent of relinked(before, models, last)) agents.set(agent.id, agent);
    for (const { agents: sent } of parts) {
      for (const agent of sent) agents.set(agent.id, received(agent, models));
    }
    for (const id of last.agentsGone) agents.set(id, null);
    const agentsById = before.agentsById.with(agents);

    const bySlug = new Map<string, AgentConfig | null>();
    // Before anything is put in its place: one agent may have the slug that was another's.
    for (const id of agents.keys()) {
      const slug = before.agentsById.get(id)?.slug;
      if (slug !== undefined) bySlug.set(slug, null);
    }
    for (const agent of agents.values()) if (agent !== null) bySlug.set(agent.slug, agent);

    const keys = new Map<string, AgentKeyConfig | null>();
    const byKeyHash = new Map<string, AgentConfig | null>();
    for (const hash of last.keysGone) {
      keys.set(hash, null);
      byKeyHash.set(hash, null);
      const owner = before.agentsByKeyHash.get(hash);
      if (owner !== undefined) this.#hashes.get(owner.id)?.delete(hash);
    }
    for (const { keys: sent } of parts) {
      for (const { hash, agentId, key } of sent) {
        keys.set(hash, key);
        this.#hashesOf(agentId).add(hash);
        const agent = agentsById.get(agentId);
        if (agent !== undefined) byKeyHash.set(hash, agent);
      }
    }
    for (const [id, agent] of agents) {
      if (agent === null) this.#hashes.delete(id);
      else for (const hash of this.#hashes.get(id) ?? []) byKeyHash.set(hash, agent);
    }
    return {
      version: last.version,
      models,
      agentsById,
      agentsBySlug: before.agentsBySlug.with(bySlug),
      agentsByKeyHash: before.agentsByKeyHash.with(byKeyHash),
      agentKeysByHash: before.agentKeysByHash.with(keys),
      allowedEndpoints: new Set(last.allowedEndpoints),
    };
  }

  #hashesOf(agentId: string): Set<string> {
    const known = this.#hashes.get(agentId) ?? new Set();
    this.#hashes.set(agentId, known);
    return known;
  }
}

function withModels(
  before: ReadonlyMap<string, PublishedModel>,
  { models: sent, modelsGone }: ConfigPart,
): ReadonlyMap<string, PublishedModel> {
  if (sent.length === 0 && modelsGone.length === 0) return before;
  const models = new Map(before);
  for (const id of modelsGone) models.delete(id);
  for (const one of sent) {
    // Holds: `configParts` made it of one.
    const model = fromSendable(one) as PublishedModel;
    models.set(model.id, model);
  }
  return models;
}

/** Agents one of whose models is another object now. */
function* relinked(
  { agentsById }: GatewayConfig,
  models: ReadonlyMap<string, PublishedModel>,
  { models: sent }: ConfigPart,
): Generator<AgentConfig> {
  if (sent.length === 0) return;
  const isOld = ({ model }: PublishedChoice): boolean =>
    models.has(model.id) && models.get(model.id) !== model;
  for (const agent of agentsById.values()) {
    const { setting } = agent;
    if (setting === null || !setting.choices.some(isOld)) continue;
    const [first, ...others] = setting.choices;
    const link = (choice: PublishedChoice): PublishedChoice => ({
      ...choice,
      model: models.get(choice.model.id) ?? choice.model,
    });
    yield { ...agent, setting: { ...setting, choices: [link(first), ...others.map(link)] } };
  }
}

function received(
  { setting, ...agent }: SentAgent,
  models: ReadonlyMap<string, PublishedModel>,
): AgentConfig {
  if (setting === null) return { ...agent, setting };
  const link = ({ gone, model, ...choice }: SentChoice): PublishedChoice => {
    // Holds: `configParts` made it of one.
    const known = models.get(model) ?? (fromSendable(gone) as PublishedModel);
    return { ...choice, model: known };
  };
  const [first, ...others] = setting.choices.map(link);
  if (first === undefined) throw new Error(`The setting of ${agent.slug} names no model.`);
  return { ...agent, setting: { ...setting, choices: [first, ...others] } };
}
