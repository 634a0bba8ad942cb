import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  AgentKeyConfig,
  Endpoint,
  EndpointNotReady,
  GatewayConfig,
  ModelListing,
  PlaygroundCaller,
  PlaygroundControl,
  PlaygroundTurn,
  PublishedModel,
  Rehearsal,
  Rehearsed,
  TurnRecord,
} from '@jackfield/gateway-config';
import { CurrentConfig } from './config/current-config.ts';
import type { Authenticated } from './http/authenticate.ts';
import { chatCompletions } from './http/chat-completions.ts';
import { health as answerHealth } from './http/health.ts';
import { HealthRegistry } from './health/health-registry.ts';
import type { ModelHealthReport } from './health/model-health.ts';
import { probeModel } from './health/probe-model.ts';
import { HttpError } from './http/http-error.ts';
import { Overload, type GatewayLoad } from './http/overload.ts';
import { playgroundTurn } from './http/playground-turn.ts';
import { RequestLimits, type AskRoom } from './http/request-limits.ts';
import { route } from './http/route.ts';
import { watchEventLoop } from './http/watch-event-loop.ts';
import { providers } from './providers/providers.ts';
import { systemClock, type Clock } from './turn/clock.ts';
import { ImageMemory } from './turn/image-memory.ts';
import type { TurnContext } from './turn/run-turn.ts';
import { noTracing, type Tracing } from './turn/trace-context.ts';
import { listModels } from './try/list-models.ts';
import { rehearse } from './try/rehearse.ts';
import { tryModel, type Trial } from './try/try-model.ts';
import { PublicWeb } from './upstream/public-web.ts';
import { Upstream } from './upstream/upstream.ts';

/** What a process with 1 GB carries. */
const turnsMaxDefault = 5_000;
const imageBytesMaxDefault = 256 * 1_048_576;

export interface GatewayOptions {
  /** Told about every turn once it is over. */
  readonly onTurn: (record: TurnRecord) => void;
  readonly log: { warn(fields: object, message: string): void };
  /** Ports this program listens on, which no connection may reach on a local address. */
  readonly ownPorts: ReadonlySet<number>;
  /** `host:port` entries that images may be fetched from although private; none by default. */
  readonly allowedImageEndpoints?: ReadonlySet<string>;
  /** Turns that may be under way at once; 5,000 by default. More are refused with 503 `overloaded`. */
  readonly turnsMax?: number;
  /** Bytes that the fetched images of all turns may take together; 256 MB by default. */
  readonly imageBytesMax?: number;
  /** Where this is one of several processes: whether a key that has a limit has room, of all together. */
  readonly askRoom?: AskRoom;
  /** Told how many attempts are under way at a model that has a limit of its own, whenever that changes. */
  readonly onLimited?: (model: string, inFlight: number) => void;
  /** Traces that turns belong to; none by default. */
  readonly tracing?: Tracing;
  readonly clock?: Clock;
  /** From 0 up to 1: spreads retries. */
  readonly random?: () => number;
}

export interface Gateway {
  /** Takes a configuration, unless it is older than the one that is loaded. */
  load(config: GatewayConfig): boolean;
  /** Answers `/v1/…`, `/healthz` and `/readyz`. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Carries a chat completion for an agent that the caller was already authorised for. */
  carryFor(agentId: string, request: IncomingMessage, response: ServerResponse): void;
  /** Carries a turn for a person, by any setting. Never throws. */
  playgroundTurn(turn: PlaygroundTurn, person: PlaygroundCaller): PlaygroundControl;
  /** One real request to a model, whether or not an agent has chosen it. */
  tryModel(model: PublishedModel, signal: AbortSignal): Promise<Trial>;
  /** What a model would have answered an agent's caller. Gives way to live turns, and touches none of theirs. */
  rehearse(rehearsal: Rehearsal, signal: AbortSignal): Promise<Rehearsed>;
  /** A provider's own list of its models, whether or not anything of it is in use. */
  listModels(
    provider: string,
    endpoint: Endpoint | EndpointNotReady,
    signal: AbortSignal,
  ): Promise<ModelListing>;
  /** What `/readyz` says. */
  setReady(ready: boolean): void;
  /** How each model that was asked is doing, as this process sees it. */
  modelHealth(): readonly ModelHealthReport[];
  /** Forgets every failure: somebody says that what failed is well again. */
  closeCircuits(): void;
  /** Takes room for one request of a key and gives 0, or gives in how many milliseconds there is some. */
  takeRoom(key: AgentKeyConfig): number;
  /** How many attempts the other processes have under way at a model, by the name that `onLimited` tells. */
  inFlightElsewhere(model: string, inFlight: number): void;
  /** How busy this process is. */
  readonly busy: GatewayLoad;
  readonly configVersion: number;
  readonly agentCount: number;
  /** What OpenTelemetry calls a provider. */
  telemetryName(provider: string): string;
  /** Ids of the providers whose format it speaks. */
  readonly providers: ReadonlySet<string>;
  /** Closes every upstream socket. */
  close(): Promise<void>;
}

/** The data plane: reads only its configuration in memory, never a database. */
export function createGateway(options: GatewayOptions): Gateway {
  const current = new CurrentConfig();
  const upstream = new Upstream(options.ownPorts, (origin) =>
    options.log.warn(
      { origin },
      'A model’s server sent bytes that answer no request: each of its turns has a socket of its own now',
    ),
  );
  const web = new PublicWeb(options.allowedImageEndpoints ?? new Set(), options.ownPorts);
  const clock = options.clock ?? systemClock;
  let ready = false;
  const health = new HealthRegistry(options.onLimited);
  const closing = new AbortController();
  const overload = new Overload(options.turnsMax ?? turnsMaxDefault);
  const limits = new RequestLimits(options.askRoom);
  const stopWatching = watchEventLoop((sample) => overload.sample(sample));
  const probe = (model: PublishedModel): void => {
    const { breaker } = health.of(model);
    probeModel(model, providers.get(model.provider), upstream, clock, closing.signal).then(
      (answered) => {
        breaker.probed(clock.now(), answered);
      },
      () => breaker.probed(clock.now(), false),
    );
  };
  const context: TurnContext = {
    providers,
    upstream,
    web,
    imageMemory: new ImageMemory(options.imageBytesMax ?? imageBytesMaxDefault),
    clock,
    random: options.random ?? Math.random,
    health,
    tracing: options.tracing ?? noTracing,
    probe,
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
    onFault: (requestId, err) =>
      options.log.warn({ requestId, err }, 'A fault of our own ended a turn'),
  };
  return {
    load(config) {
      if (!current.load(config)) return false;
      upstream.load(config);
      health.keep(config.models.values());
      limits.forgetFull(clock.now());
      return true;
    },
    handle(request, response) {
      const { url = '' } = request;
      const query = url.indexOf('?');
      const path = query === -1 ? url : url.slice(0, query);
      if (path === '/healthz') answerHealth(request, response, true);
      else if (path === '/readyz') answerHealth(request, response, ready);
      else route(path, request, response, () => current.value, context, overload, limits);
    },
    carryFor(agentId, request, response) {
      const choose = (config: GatewayConfig): Authenticated => {
        const agent = config.agentsById.get(agentId);
        if (agent) return { agent, key: null };
        throw new HttpError(404, 'agent_not_found', 'This agent was deleted.');
      };
      chatCompletions(request, response, () => current.value, choose, context, overload, limits);
    },
    playgroundTurn: (turn, person) =>
      playgroundTurn(turn, current.value.agentsById, context, overload, person),
    tryModel: (model, signal) => tryModel(model, signal, context, current.value, options.ownPorts),
    rehearse(rehearsal, signal) {
      if (overload.isBusy) return Promise.resolve({ kind: 'no_room' });
      return rehearse(rehearsal, signal, context, current.value);
    },
    listModels: (provider, endpoint, signal) =>
      listModels(provider, endpoint, signal, context, current.value, options.ownPorts),
    setReady(next) {
      ready = next;
    },
    modelHealth: () => health.report(clock.now()),
    closeCircuits: () => health.closeCircuits(),
    inFlightElsewhere: (model, inFlight) => health.elsewhere(model, inFlight),
    takeRoom: (key) => limits.take(key, clock.now()),
    get busy() {
      return overload.load;
    },
    get configVersion() {
      return current.value.version;
    },
    get agentCount() {
      return current.value.agentsById.size;
    },
    telemetryName: (provider) => providers.get(provider)?.telemetryName ?? provider,
    providers: new Set(providers.keys()),
    close: async () => {
      closing.abort();
      stopWatching();
      upstream.close();
      web.close();
    },
  };
}
