import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  agentKeyHash,
  defaultDeadlines,
  defaultFailover,
  Secret,
  type AgentConfig,
  type Deadlines,
  type EndpointAuth,
  type Failover,
  type GatewayConfig,
  type PublishedChoice,
  type PublishedModel,
  type TurnRecord,
} from '@jackfield/gateway-config';
import { createGateway, type Clock, type Gateway, type GatewayOptions } from '../src/index.ts';

export const agentKey = 'jf_agent_test-key-of-the-front-desk';
export const upstreamCredential = 'upstream-canary-credential-7d1f';

export interface StartedGateway extends AsyncDisposable {
  readonly url: string;
  readonly gateway: Gateway;
  readonly records: TurnRecord[];
  readonly logs: object[];
  /** Resolves with the record of the next turn that ends. */
  nextRecord(): Promise<TurnRecord>;
}

/** The real gateway on a loopback port, with a configuration as the control plane publishes it. */
export async function startGateway(
  config: GatewayConfig,
  clock?: Clock,
  more: Partial<GatewayOptions> = {},
): Promise<StartedGateway> {
  const records: TurnRecord[] = [];
  const logs: object[] = [];
  const waiting: ((record: TurnRecord) => void)[] = [];
  const gateway = createGateway({
    onTurn: (record) => {
      records.push(record);
      waiting.shift()?.(record);
    },
    log: { warn: (fields, message) => logs.push({ ...fields, message }) },
    ownPorts: new Set(),
    ...(clock ? { clock } : {}),
    ...more,
  });
  gateway.load(config);
  gateway.setReady(true);
  const server = createServer({ maxHeaderSize: 16_384 }, (request, response) =>
    gateway.handle(request, response),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    gateway,
    records,
    logs,
    nextRecord: () => new Promise((resolve) => waiting.push(resolve)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await gateway.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const bearerAuth: EndpointAuth = {
  kind: 'header',
  name: 'authorization',
  prefix: 'Bearer ',
  credential: new Secret(upstreamCredential),
};

export const apiKeyAuth: EndpointAuth = {
  kind: 'header',
  name: 'x-api-key',
  prefix: '',
  credential: new Secret(upstreamCredential),
};

export function modelAt(baseUrl: string, more: Partial<PublishedModel> = {}): PublishedModel {
  return {
    id: 'byom/con_test',
    provider: 'byom',
    upstreamModel: 'upstream-model',
    streaming: true,
    refusedParameters: [],
    repairs: [],
    refusedFields: [],
    unknownFieldsRefused: false,
    requestDefaults: {},
    contextWindow: null,
    continuesAnswers: false,
    inFlightMax: null,
    endpoint: { ready: true, poolKey: `pool ${baseUrl}`, baseUrl, auth: bearerAuth, trusted: true },
    ...more,
  };
}

export function choice(
  model: PublishedModel,
  more: { parameters?: PublishedChoice['parameters']; deadlines?: Partial<Deadlines> } = {},
): PublishedChoice {
  return {
    model,
    parameters: more.parameters ?? {},
    deadlines: { ...defaultDeadlines, ...more.deadlines },
  };
}

/** One agent, `front-desk`, whose setting tries these choices in order. */
export function configOf(
  choices: readonly PublishedChoice[],
  more: {
    instructions?: string;
    captures?: boolean;
    stoppedUntil?: number;
    revision?: number;
    version?: number;
    allowed?: string[];
    failover?: Partial<Failover>;
    keyExpiresAt?: number;
    requestsPerMinute?: number;
  } = {},
): GatewayConfig {
  const [first, ...fallbacks] = choices;
  const agent: AgentConfig = {
    id: 'agt_1',
    projectId: 'prj_1',
    slug: 'front-desk',
    name: 'Front desk',
    instructions: more.instructions ?? null,
    captures: more.captures ?? false,
    stoppedUntil: more.stoppedUntil ?? null,
    setting: first
      ? {
          revision: more.revision ?? 7,
          choices: [first, ...fallbacks],
          // Retries are asked for by the tests that are about them.
          failover: { ...defaultFailover, retry: false, ...more.failover },
        }
      : null,
  };
  return {
    version: more.version ?? 1,
    agentsById: new Map([[agent.id, agent]]),
    agentKeysByHash: new Map([
      [
        agentKeyHash(agentKey),
        {
          id: 'key_1',
          agentId: agent.id,
          hash: agentKeyHash(agentKey),
          expiresAt: more.keyExpiresAt ?? null,
          requestsPerMinute: more.requestsPerMinute ?? null,
        },
      ],
    ]),
    models: new Map(choices.map(({ model }) => [model.id, model])),
    allowedEndpoints: new Set(more.allowed ?? []),
  };
}
