import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BlockList } from 'node:net';
import type {
  DialGuard,
  Endpoint,
  EndpointTls,
  GatewayConfig,
  ModelListing,
  PlaygroundCaller,
  PlaygroundControl,
  PlaygroundTurn,
  PublishedModel,
  Rehearsal,
  Rehearsed,
  Secret,
} from '@jackfield/gateway-config';
import type { SingleSignOnOptions } from './domain/access/sso/single-sign-on.ts';
import type { LocalModelServer } from './domain/endpoints/local-model-servers.ts';
import type { CheckProgress, CheckReport } from './schemas/check-report.ts';
import type { DemoEndpoint } from './schemas/endpoint.ts';
import type { ProviderId } from './schemas/model.ts';
import type { MasterKeys } from './secrets/master-key.ts';
import type { PostgresPlace } from './store/store.ts';

/** What the program gives the control plane: its place on disk, its secrets and its ways out. */
export interface ControlPlaneOptions {
  /** The program's version, said by `GET /status`. */
  readonly version: string;
  /** Folder of the embedded database; made by the caller. */
  readonly dataDir: string;
  /**
   * What this process does: both planes, turns alone (it reads the database and changes nothing in it but
   * its own reports), or the control plane alone.
   */
  readonly role: Role;
  /** Where PostgreSQL is; `null` for the embedded database, which one process has for itself. */
  readonly postgres: PostgresPlace | null;
  /** They wrap the data keys. */
  readonly masterKeys: MasterKeys;
  /** The bootstrap admin API token, at least 32 characters. */
  readonly adminToken: Secret | null;
  /** Whether people may sign in with a password at all. */
  readonly passwordSignIn: boolean;
  readonly singleSignOn: SingleSignOnOptions | null;
  /** Whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: BlockList;
  /** Folder of the catalogue that ships with the program. */
  readonly catalogDir: string;
  /** The operator's own YAML (`catalog.yaml` in the data folder); need not exist. */
  readonly operatorCatalogFile: string;
  /** From `JACKFIELD_ALLOW_ENDPOINTS`. */
  readonly allowEndpoints: readonly string[];
  /** Ports this program listens on: no connection may name them on a local address. */
  readonly ownPorts: ReadonlySet<number>;
  /**
   * Credentials from the environment, by provider and field name (`apiKey`, `baseUrl`, …). Read again
   * by `republishProviders`.
   */
  readonly providerEnvironment: Readonly<
    Partial<Record<ProviderId, Readonly<Record<string, Secret>>>>
  >;
  /** Providers whose wire format the gateway carries. */
  readonly carriedProviders: ReadonlySet<string>;
  /**
   * Takes each new configuration. This process's own gateway has it when the call returns, the others when
   * what it gives resolves; the save answers only afterwards. Never rejects, and waits for nobody for long.
   */
  readonly publish: (config: GatewayConfig) => Promise<void> | void;
  /** What each gateway of this process has loaded. */
  readonly gateways: () => readonly GatewayState[];
  /**
   * Has the other processes of this program tell at once what they otherwise tell soon: turns that have
   * ended, how models do. Never rejects, and waits for nobody for long; left out where there are none.
   */
  readonly gather?: () => Promise<void>;
  /** How each model that turns asked is doing. */
  readonly modelHealth: () => readonly ModelHealth[];
  /** Has every gateway forget the failures it counted. */
  readonly closeCircuits: () => void;
  /** One real request to a provider's model, through the same egress guard as a turn. */
  readonly tryModel: (model: PublishedModel, signal: AbortSignal) => Promise<TriedModel>;
  /** Runs the checklist against an endpoint. Never throws for what the endpoint does. */
  readonly checkEndpoint: (
    target: EndpointToCheck,
    options: EndpointCheckOptions,
  ) => Promise<CheckReport>;
  /** How many days what a turn did is kept. */
  readonly turnRecordsDays: number;
  /** How often connections are checked again, in minutes; 0 for never. */
  readonly recheckMinutes: number;
  /** A provider's own list of its models, through the same egress guard as a turn. */
  readonly listModels: (
    provider: ProviderId,
    endpoint: Endpoint,
    signal: AbortSignal,
  ) => Promise<ModelListing>;
  /** Carries a turn for an agent that the caller has been authorised for (the playground). */
  readonly carryTurn: (agentId: string, request: IncomingMessage, response: ServerResponse) => void;
  /** The same by a setting that need not be saved, told to whoever runs it. Never throws. */
  readonly playgroundTurn: (turn: PlaygroundTurn, person: PlaygroundCaller) => PlaygroundControl;
  /** What a model would have answered an agent's caller; live turns come first. Never rejects. */
  readonly rehearse: (rehearsal: Rehearsal, signal: AbortSignal) => Promise<Rehearsed>;
  /** Starts the built-in demo endpoint if it isn't running. */
  readonly startDemoEndpoint: () => Promise<DemoEndpoint>;
  /** Where to look for model servers on this machine; the usual ports when left out. */
  readonly localModelServers?: readonly LocalModelServer[];
  readonly log: Log;
  readonly clock: () => number;
  /** Wakes the schedule of checks; Node's own timers when left out. */
  readonly after?: After;
}

export const roles = ['all', 'gateway', 'control'] as const;
export type Role = (typeof roles)[number];

/** Runs `work` once, `ms` from now, and gives what calls it off. */
export type After = (ms: number, work: () => void) => () => void;

/** An endpoint as a connection describes it. */
export interface EndpointToCheck {
  readonly url: string;
  readonly modelId: string;
  readonly auth:
    | { readonly method: 'none' }
    | { readonly method: 'x-api-key' | 'bearer'; readonly credential: Secret };
  readonly streaming: boolean;
  readonly tls?: EndpointTls;
  readonly contextTokens?: number;
}

export interface EndpointCheckOptions {
  readonly depth: 'full' | 'light';
  /** Ends the run early, with what was found by then. */
  readonly signal: AbortSignal;
  readonly limitMs: number;
  /** Judges every address that is dialled. */
  readonly guard: DialGuard;
  readonly onProgress: (progress: CheckProgress) => void;
}

/** What is used of a try: whether a turn was answered, and in what words. */
export interface TriedModel {
  readonly ready: boolean;
  readonly url: string;
  readonly checks: readonly {
    readonly message: string;
    readonly durationMs: number;
    readonly evidence: { readonly status: number | null; readonly body: string | null } | null;
  }[];
}

export interface GatewayState {
  readonly id: string;
  readonly configVersion: number;
  readonly agents: number;
  /** How long nothing has been heard of it; 0 for this process itself. */
  readonly silentMs: number;
}

export interface ModelHealth {
  /** Catalogue id. */
  readonly model: string;
  readonly circuit: 'closed' | 'open' | 'half_open';
  /** Attempts under way. */
  readonly inFlight: number;
  /** `null` until enough first tokens came. */
  readonly firstTokenP95Ms: number | null;
}

/** The part of pino that is used. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
