import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  Endpoint,
  EndpointNotReady,
  GatewayConfig,
  ModelListing,
  PublishedModel,
  TurnRecord,
} from '@jackfield/gateway-config';
import { CurrentConfig } from './config/current-config.ts';
import type { Authenticated } from './http/authenticate.ts';
import { chatCompletions } from './http/chat-completions.ts';
import { health } from './http/health.ts';
import { HttpError } from './http/http-error.ts';
import { route } from './http/route.ts';
import { providers } from './providers/providers.ts';
import { systemClock, type Clock } from './turn/clock.ts';
import type { TurnContext } from './turn/run-turn.ts';
import { listModels } from './try/list-models.ts';
import { tryModel, type Trial } from './try/try-model.ts';
import { PublicWeb } from './upstream/public-web.ts';
import { Upstream } from './upstream/upstream.ts';

export interface GatewayOptions {
  /** Told about every turn once it is over. */
  readonly onTurn: (record: TurnRecord) => void;
  readonly log: { warn(fields: object, message: string): void };
  /** Ports this program listens on, which no connection may reach on a local address. */
  readonly ownPorts: ReadonlySet<number>;
  /** `host:port` entries that images may be fetched from although private; none by default. */
  readonly allowedImageEndpoints?: ReadonlySet<string>;
  readonly clock?: Clock;
}

export interface Gateway {
  /** Takes a configuration, unless it is older than the one that is loaded. */
  load(config: GatewayConfig): boolean;
  /** Answers `/v1/…`, `/healthz` and `/readyz`. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Carries a chat completion for an agent that the caller was already authorised for. */
  carryFor(agentId: string, request: IncomingMessage, response: ServerResponse): void;
  /** One real request to a model, whether or not an agent has chosen it. */
  tryModel(model: PublishedModel, signal: AbortSignal): Promise<Trial>;
  /** A provider's own list of its models, whether or not anything of it is in use. */
  listModels(
    provider: string,
    endpoint: Endpoint | EndpointNotReady,
    signal: AbortSignal,
  ): Promise<ModelListing>;
  /** What `/readyz` says. */
  setReady(ready: boolean): void;
  readonly configVersion: number;
  readonly agentCount: number;
  /** Ids of the providers whose format it speaks. */
  readonly providers: ReadonlySet<string>;
  /** Closes every upstream socket. */
  close(): Promise<void>;
}

/** The data plane: reads only its configuration in memory, never a database. */
export function createGateway(options: GatewayOptions): Gateway {
  const current = new CurrentConfig();
  const upstream = new Upstream(options.ownPorts);
  const web = new PublicWeb(options.allowedImageEndpoints ?? new Set(), options.ownPorts);
  const clock = options.clock ?? systemClock;
  let ready = false;
  const context: TurnContext = {
    providers,
    upstream,
    web,
    clock,
    onTurn: options.onTurn,
    onFailure: (requestId, model, { kind, code, detail }) =>
      options.log.warn(
        // Only what a vendor says about our own credential is kept: other words may repeat a prompt.
        {
          requestId,
          model,
          kind,
          code,
          ...(kind === 'auth' ? { detail: detail.slice(0, 500) } : {}),
        },
        'An attempt failed',
      ),
  };
  return {
    load(config) {
      if (!current.load(config)) return false;
      upstream.load(config);
      return true;
    },
    handle(request, response) {
      const [path] = (request.url ?? '').split('?', 1);
      if (path === '/healthz') health(request, response, true);
      else if (path === '/readyz') health(request, response, ready);
      else route(request, response, () => current.value, context);
    },
    carryFor(agentId, request, response) {
      const choose = (config: GatewayConfig): Authenticated => {
        const agent = config.agentsById.get(agentId);
        if (agent) return { agent, keyId: null };
        throw new HttpError(404, 'agent_not_found', 'This agent was deleted.');
      };
      chatCompletions(request, response, () => current.value, choose, context);
    },
    tryModel: (model, signal) => tryModel(model, signal, context, current.value, options.ownPorts),
    listModels: (provider, endpoint, signal) =>
      listModels(provider, endpoint, signal, context, current.value, options.ownPorts),
    setReady(next) {
      ready = next;
    },
    get configVersion() {
      return current.value.version;
    },
    get agentCount() {
      return current.value.agentsById.size;
    },
    providers: new Set(providers.keys()),
    close: async () => {
      await Promise.all([upstream.close(), web.close()]);
    },
  };
}
