import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGateway } from '@jackfield/gateway';
import {
  agentKeyHash,
  defaultDeadlines,
  defaultFailover,
  Secret,
  type AgentConfig,
  type EndpointAuth,
  type GatewayConfig,
  type RepairId,
} from '@jackfield/gateway-config';

/** An agent for each case: its key is `bench-<name>`. */
export interface BenchAgent {
  readonly name: string;
  readonly provider: string;
  readonly upstreamModel: string;
  readonly baseUrl: string;
  readonly auth: { header: string; prefix: string; value: string } | BenchAwsKeys;
  readonly repairs?: readonly RepairId[];
}

export interface BenchAwsKeys {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

function toAuth(auth: BenchAgent['auth']): EndpointAuth {
  if ('header' in auth) {
    const { header, prefix, value } = auth;
    return { kind: 'header', name: header, prefix, credential: new Secret(value) };
  }
  return {
    kind: 'aws-sigv4',
    region: auth.region,
    accessKeyId: auth.accessKeyId,
    secretAccessKey: new Secret(auth.secretAccessKey),
    sessionToken: null,
  };
}

function toConfig(bench: readonly BenchAgent[]): GatewayConfig {
  const agents = bench.map(
    ({ name, provider, upstreamModel, baseUrl, auth, repairs }): AgentConfig => ({
      id: name,
      projectId: 'bench',
      slug: name,
      name,
      instructions: null,
      captures: false,
      stoppedUntil: null,
      setting: {
        revision: 1,
        choices: [
          {
            model: {
              id: `${name}/bench`,
              provider,
              upstreamModel,
              streaming: true,
              refusedParameters: [],
              repairs: repairs ?? [],
              refusedFields: [],
              unknownFieldsRefused: false,
              requestDefaults: {},
              contextWindow: null,
              continuesAnswers: false,
              inFlightMax: null,
              endpoint: {
                ready: true,
                poolKey: name,
                baseUrl,
                auth: toAuth(auth),
                trusted: true,
              },
            },
            parameters: { temperature: 0.5 },
            deadlines: defaultDeadlines,
          },
        ],
        failover: defaultFailover,
      },
    }),
  );
  return {
    version: 1,
    agentsById: new Map(agents.map((agent) => [agent.id, agent])),
    agentKeysByHash: new Map(
      agents.map(({ id }) => {
        const hash = agentKeyHash(`bench-${id}`);
        return [hash, { id, agentId: id, hash, expiresAt: null, requestsPerMinute: null }];
      }),
    ),
    models: new Map(),
    allowedEndpoints: new Set(),
  };
}

/** A gateway alone in its process: told its agents by the parent, it answers with its port and, when asked, its CPU time. */
process.on('message', (message: { agents?: BenchAgent[] }) => {
  if (message.agents === undefined) {
    process.send?.({ cpu: process.cpuUsage() });
    return;
  }
  const gateway = createGateway({
    onTurn: () => undefined,
    log: { warn: () => undefined },
    ownPorts: new Set(),
  });
  gateway.load(toConfig(message.agents));
  const server = createServer((request, response) => gateway.handle(request, response));
  server.listen(0, '127.0.0.1', () => {
    // Holds: the server listens on TCP.
    process.send?.({ port: (server.address() as AddressInfo).port });
  });
});
