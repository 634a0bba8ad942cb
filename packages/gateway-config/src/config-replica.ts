import type { ConfigPart, SentChoice, SentSetting } from './config-parts.ts';
import type {
  AgentConfig,
  AgentKeyConfig,
  GatewayConfig,
  PublishedChoice,
  PublishedModel,
  PublishedSetting,
} from './gateway-config.ts';
import { LayeredMap } from './layered-map.ts';
import { madeOnce } from './made-once.ts';
import { fromSendable } from './sendable.ts';

interface ReplicaConfig extends GatewayConfig {
  readonly agentsById: LayeredMap<string, AgentConfig>;
  readonly agentKeysByHash: LayeredMap<string, AgentKeyConfig>;
}

/** Follows the configuration of another process by the parts that `configParts` makes. */
export class ConfigReplica {
  #config: ReplicaConfig = {
    version: 0,
    agentsById: LayeredMap.of(new Map()),
    agentKeysByHash: LayeredMap.of(new Map()),
    models: new Map(),
    allowedEndpoints: new Set(),
  };
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
    const shared = madeOnce((id: string) => id);
    const settingOf = madeOnce((sent: SentSetting) => receivedSetting(sent, models));
    for (const { agents: sent } of parts) {
      for (const { id, projectId, slug, name, instructions, ...one } of sent) {
        // Written out, as here and for keys: an object that is copied as it was received takes twice the memory.
        agents.set(id, {
          id,
          projectId: shared(projectId),
          slug,
          name,
          instructions,
          captures: one.captures,
          stoppedUntil: one.stoppedUntil,
          setting: one.setting && settingOf(one.setting),
        });
      }
    }
    for (const id of last.agentsGone) agents.set(id, null);
    const keys = new Map<string, AgentKeyConfig | null>();
    for (const hash of last.keysGone) keys.set(hash, null);
    for (const { keys: sent } of parts) {
      for (const { id, agentId, hash, expiresAt, requestsPerMinute } of sent) {
        const sharedId = agents.get(agentId)?.id ?? agentId;
        keys.set(hash, { id, agentId: sharedId, hash, expiresAt, requestsPerMinute });
      }
    }
    return {
      version: last.version,
      models,
      agentsById: before.agentsById.with(agents),
      agentKeysByHash: before.agentKeysByHash.with(keys),
      allowedEndpoints: new Set(last.allowedEndpoints),
    };
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
  const link = (choice: PublishedChoice): PublishedChoice => ({
    ...choice,
    model: models.get(choice.model.id) ?? choice.model,
  });
  const settingOf = madeOnce((setting: PublishedSetting): PublishedSetting => {
    const [first, ...others] = setting.choices;
    return { ...setting, choices: [link(first), ...others.map(link)] };
  });
  for (const agent of agentsById.values()) {
    const { setting } = agent;
    if (setting?.choices.some(isOld) === true) yield { ...agent, setting: settingOf(setting) };
  }
}

function receivedSetting(
  { revision, choices, failover }: SentSetting,
  models: ReadonlyMap<string, PublishedModel>,
): PublishedSetting {
  const link = ({ gone, model, parameters, deadlines }: SentChoice): PublishedChoice => {
    // Holds: `configParts` made it of one.
    const known = models.get(model) ?? (fromSendable(gone) as PublishedModel);
    return { model: known, parameters, deadlines };
  };
  const [first, ...others] = choices.map(link);
  if (first === undefined) throw new Error(`Revision ${revision} of a setting names no model.`);
  return { revision, choices: [first, ...others], failover };
}
