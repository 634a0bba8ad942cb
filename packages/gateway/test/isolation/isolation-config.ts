import { seededRandom } from '@jackfield/fake-upstream';
import {
  agentKeyHash,
  defaultFailover,
  Secret,
  type AgentConfig,
  type Failover,
  type GatewayConfig,
  type PublishedChoice,
} from '@jackfield/gateway-config';
import { choice, modelAt } from '../start-gateway.ts';
import type { MarkedModel } from './marked-upstream.ts';

/** The models of twenty connections, of which the first poisons. */
export const modelNames: readonly string[] = Array.from(
  { length: 20 },
  (_, index) => `model-${String(index).padStart(2, '0')}`,
);

export interface IsolatedAgent {
  readonly slug: string;
  readonly key: string;
  /** Whom it may ask, in order. */
  readonly models: readonly string[];
  readonly failover: Partial<Failover>;
  readonly captures: boolean;
}

const [poisoner = '', ...others] = modelNames;
const hedged = { hedge: { afterMs: 2, shareMax: 1 } } as const;

/** Two agents to a connection, four that only ask who poisons, and some with fallbacks behind or before it. */
const agents: readonly IsolatedAgent[] = [
  ...others.flatMap((name) => [agent(`a-${name}`, [name]), agent(`b-${name}`, [name])]),
  ...[1, 2, 3, 4].map((index) => agent(`poisoned-${index}`, [poisoner], { retry: index > 2 })),
  ...others
    .slice(0, 6)
    .flatMap((name, index) => [
      agent(`fallback-${index}`, [poisoner, name, others[index + 6] ?? ''], { retry: index > 2 }),
      agent(`sentences-${index}`, [poisoner, name], { commitPoint: 'first_sentence' }),
      agent(`hedged-${index}`, [poisoner, name], hedged),
      agent(`second-${index}`, [name, poisoner], hedged),
    ]),
];

function agent(
  slug: string,
  models: readonly string[],
  failover: Partial<Failover> = {},
): IsolatedAgent {
  const captures = slug.endsWith('1');
  return { slug, key: `jf_agent_of-${slug}`, models, failover, captures };
}

/** Whose turn it is: half of the time of one that may ask who poisons. */
export function agentOf(turn: string, seed: number): IsolatedAgent {
  const random = seededRandom(seed * 31 + Number(turn.slice(5)));
  const poisonable = agents.filter(({ models }) => models.includes(poisoner));
  const among = random() < 0.4 ? poisonable : agents;
  // Holds: the index is within the list.
  return among[Math.floor(random() * among.length)] as IsolatedAgent;
}

/** As the control plane publishes it; with each version every credential counts as new. */
export function isolationConfig(models: readonly MarkedModel[], version: number): GatewayConfig {
  const choices = new Map(models.map((model) => [model.name, toChoice(model, version)]));
  const configs = agents.map((one) => ({ one, config: toAgentConfig(one, choices) }));
  return {
    version,
    agentsById: new Map(configs.map(({ config }) => [config.id, config])),
    agentKeysByHash: new Map(
      configs.map(({ one: { key, slug }, config }) => {
        const hash = agentKeyHash(key);
        const whose = { id: `key_${slug}`, agentId: config.id, hash };
        return [hash, { ...whose, expiresAt: null, requestsPerMinute: null }];
      }),
    ),
    models: new Map([...choices.values()].map(({ model }) => [model.id, model])),
    allowedEndpoints: new Set(models.map(({ url }) => new URL(url).host)),
  };
}

function toChoice(upstream: MarkedModel, version: number): PublishedChoice {
  const { name, url, credential } = upstream;
  const model = modelAt(url, {
    id: `byom/${name}`,
    upstreamModel: name,
    endpoint: {
      ready: true,
      poolKey: `con_${name} ${version}`,
      baseUrl: url,
      auth: {
        kind: 'header',
        name: 'authorization',
        prefix: 'Bearer ',
        credential: new Secret(credential),
      },
      trusted: false,
    },
  });
  // Who poisons also falls silent; nobody waits long for it.
  const deadlines = upstream.poisoning
    ? { firstTokenMs: 60, gapMs: 60, totalMs: 1_000 }
    : { firstTokenMs: 30_000, gapMs: 30_000, totalMs: 60_000 };
  return choice(model, { deadlines });
}

function toAgentConfig(
  { slug, models, failover, captures }: IsolatedAgent,
  choices: ReadonlyMap<string, PublishedChoice>,
): AgentConfig {
  const [first, ...fallbacks] = models.flatMap((name) => choices.get(name) ?? []);
  if (first === undefined) throw new Error(`${slug} has no model.`);
  return {
    id: `agt_${slug}`,
    projectId: 'prj_1',
    slug,
    name: slug,
    instructions: null,
    captures,
    stoppedUntil: null,
    setting: {
      revision: 1,
      choices: [first, ...fallbacks],
      failover: { ...defaultFailover, retry: false, ...failover },
    },
  };
}
