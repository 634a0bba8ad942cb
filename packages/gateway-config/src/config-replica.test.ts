import fc from 'fast-check';
import { expect, test } from 'vitest';
import { configParts } from './config-parts.ts';
import { ConfigReplica } from './config-replica.ts';
import { defaultFailover } from './failover.ts';
import {
  defaultDeadlines,
  type AgentConfig,
  type AgentKeyConfig,
  type GatewayConfig,
  type PublishedModel,
} from './gateway-config.ts';
import { LayeredMap } from './layered-map.ts';
import { Secret } from './secret.ts';

/** What an agent is made of; its keys are named by numbers. */
interface Draft {
  readonly slug: number;
  readonly revision: number;
  readonly model: string;
  readonly fallback: string | null;
  readonly captures: boolean;
  readonly keys: readonly number[];
}

/** A configuration in the making, as the control plane has one. */
interface World {
  readonly agents: ReadonlyMap<number, Draft>;
  /** Its credential, by the model's id. */
  readonly models: ReadonlyMap<string, string>;
}

const modelIds = ['m1', 'm2', 'm3'];
const modelId = fc.constantFrom(...modelIds);
const draft: fc.Arbitrary<Draft> = fc.record({
  slug: fc.nat(9),
  revision: fc.integer({ min: 1, max: 3 }),
  model: modelId,
  fallback: fc.option(modelId),
  captures: fc.boolean(),
  keys: fc.uniqueArray(fc.nat(3), { maxLength: 2 }),
});
const world: fc.Arbitrary<World> = fc.record({
  agents: fc
    .array(fc.tuple(fc.nat(4), draft), { maxLength: 5 })
    .map(
      (agents) => new Map(agents.map(([id, one]) => [id, { ...one, slug: one.slug * 10 + id }])),
    ),
  models: fc.array(fc.tuple(modelId, fc.string())).map((models) => new Map(models)),
});

function modelOf(id: string, credential: string | undefined): PublishedModel {
  return {
    id,
    provider: 'openai',
    upstreamModel: id,
    streaming: true,
    refusedParameters: [],
    repairs: [],
    refusedFields: [],
    unknownFieldsRefused: false,
    requestDefaults: {},
    endpoint:
      credential === undefined
        ? { ready: false, reason: 'gone' }
        : {
            ready: true,
            poolKey: id,
            baseUrl: 'https://example.com/v1',
            auth: {
              kind: 'header',
              name: 'authorization',
              prefix: 'Bearer ',
              credential: new Secret(credential),
            },
            trusted: false,
          },
    contextWindow: null,
    continuesAnswers: false,
    inFlightMax: null,
  };
}

/** As `before` where nothing of it has changed: so it is with configurations that are made of each other. */
function configOf(
  version: number,
  { agents, models }: World,
  before: GatewayConfig | null,
): GatewayConfig {
  const published = new Map(
    [...models].map(([id, credential]) => {
      const known = before?.models.get(id);
      const isSame =
        known?.endpoint.ready === true &&
        known.endpoint.auth.kind === 'header' &&
        known.endpoint.auth.credential.reveal() === credential;
      return [id, isSame ? known : modelOf(id, credential)];
    }),
  );
  const byId = new Map<string, AgentConfig>();
  const keysByHash = new Map<string, AgentKeyConfig>();
  for (const [number, one] of agents) {
    const choice = (id: string) => ({
      model: published.get(id) ?? modelOf(id, undefined),
      // A revision is never changed: what it holds follows from it.
      parameters: { temperature: one.revision / 10 },
      deadlines: defaultDeadlines,
    });
    const agent: AgentConfig = {
      id: `agt_${number}`,
      projectId: 'prj',
      slug: `agent-${one.slug}`,
      name: 'Agent',
      instructions: null,
      captures: one.captures,
      stoppedUntil: null,
      setting: {
        revision:
          one.revision * 100 +
          modelIds.indexOf(one.model) * 10 +
          modelIds.indexOf(one.fallback ?? '') +
          1,
        choices: [choice(one.model), ...(one.fallback === null ? [] : [choice(one.fallback)])],
        failover: defaultFailover,
      },
    };
    byId.set(agent.id, agent);
    for (const key of one.keys) {
      const hash = `${agent.id} ${key}`;
      keysByHash.set(hash, {
        id: hash,
        agentId: agent.id,
        hash,
        expiresAt: null,
        requestsPerMinute: one.revision,
      });
    }
  }
  return {
    version,
    agentsById: layered(before?.agentsById, byId),
    agentKeysByHash: layered(before?.agentKeysByHash, keysByHash),
    models: published,
    allowedEndpoints: new Set([`10.0.0.${version}:1`]),
  };
}

function layered<Value extends object>(
  before: ReadonlyMap<string, Value> | undefined,
  now: ReadonlyMap<string, Value>,
): LayeredMap<string, Value> {
  if (!(before instanceof LayeredMap)) return LayeredMap.of(now);
  const gone = [...before.keys()].filter((key) => !now.has(key)).map((key) => [key, null] as const);
  // Holds: made of maps of this very kind.
  return (before as LayeredMap<string, Value>).with(new Map([...now, ...gone]));
}

/** All of it as plain data, credentials in the clear. */
function plain(config: GatewayConfig): unknown {
  const inOrder = (map: ReadonlyMap<string, unknown>): unknown =>
    [...map].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const words = JSON.stringify(
    Object.fromEntries(
      Object.entries(config).map(([name, value]: [string, unknown]) => [
        name,
        value instanceof Map || value instanceof LayeredMap ? inOrder(value) : value,
      ]),
    ),
    (_, value: unknown) => (value instanceof Set ? [...value] : value),
  );
  const secrets = Object.fromEntries(
    [...config.models.values()].map(({ id, endpoint }) => [
      id,
      endpoint.ready && endpoint.auth.kind === 'header' ? endpoint.auth.credential.reveal() : null,
    ]),
  );
  return [JSON.parse(words), secrets];
}

test('a replica that is sent the parts of each configuration has every one of them, whole', () => {
  fc.assert(
    fc.property(fc.array(world, { minLength: 1, maxLength: 5 }), (worlds) => {
      const replica = new ConfigReplica();
      let before: GatewayConfig | null = null;
      for (const [index, one] of worlds.entries()) {
        const config = configOf(index + 1, one, before);
        let got: GatewayConfig | null = null;
        for (const part of configParts(before, config)) {
          expect(got).toBeNull();
          got = replica.take(structuredClone(part));
        }
        if (got === null) throw new Error('The last part makes it whole.');
        expect(plain(got)).toEqual(plain(config));
        for (const agent of got.agentsById.values()) {
          for (const { model } of agent.setting?.choices ?? []) {
            expect(got.models.get(model.id) ?? model).toBe(model);
          }
        }
        for (const { agentId } of got.agentKeysByHash.values()) {
          expect(got.agentsById.has(agentId)).toBe(true);
        }
        before = config;
      }
    }),
  );
});

const one: Draft = {
  slug: 1,
  revision: 1,
  model: 'm1',
  fallback: null,
  captures: false,
  keys: [1],
};

test('what hasn’t changed is not sent again, nor agents whose models alone are others', () => {
  const agents = new Map([
    [1, one],
    [2, { ...one, slug: 2 }],
  ]);
  const first = configOf(1, { agents, models: new Map([['m1', 'old']]) }, null);
  const second = configOf(2, { agents, models: new Map([['m1', 'new']]) }, first);
  const [part, ...others] = configParts(first, second);
  expect(others).toEqual([]);
  expect(part).toMatchObject({ agents: [], keys: [], agentsGone: [], keysGone: [] });
  expect(part?.models).toHaveLength(1);
});

test('agents that share a setting share it in the replica too, and when its model is another', () => {
  const agents = new Map([
    [1, one],
    [2, { ...one, slug: 2 }],
  ]);
  const shared = (config: GatewayConfig): GatewayConfig => {
    const setting = config.agentsById.get('agt_1')?.setting ?? null;
    const all = [...config.agentsById].map(([id, agent]) => [id, { ...agent, setting }] as const);
    return { ...config, agentsById: LayeredMap.of(new Map(all)) };
  };
  const first = shared(configOf(1, { agents, models: new Map([['m1', 'old']]) }, null));
  const second = shared(configOf(2, { agents, models: new Map([['m1', 'new']]) }, first));
  const replica = new ConfigReplica();
  const steps = [
    [null, first],
    [first, second],
  ] as const;
  for (const [before, after] of steps) {
    const parts = [...configParts(before, after)];
    const got = parts.map((part) => replica.take(structuredClone(part))).at(-1);
    const setting = got?.agentsById.get('agt_2')?.setting;
    expect(setting?.choices[0].model).toBe(got?.models.get('m1'));
    expect(setting).toBe(got?.agentsById.get('agt_1')?.setting);
  }
});
