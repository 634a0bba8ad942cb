import type { Failover } from './failover.ts';
import type { RepairId } from './repairs.ts';
import type { Secret } from './secret.ts';

/**
 * Everything a gateway needs to carry turns, immutable. The control plane publishes one after
 * every save; a gateway holds one for the whole of a turn and never goes back to an older version.
 */
export interface GatewayConfig {
  /** Grows with every save. */
  readonly version: number;
  readonly agentsById: ReadonlyMap<string, AgentConfig>;
  /** When each ends is judged by the gateway's clock. */
  readonly agentKeysByHash: ReadonlyMap<string, AgentKeyConfig>;
  /** Every model that a setting can name, by its catalogue id, whether or not one does. */
  readonly models: ReadonlyMap<string, PublishedModel>;
  /** `host:port` that connections may reach although private; see `egress-policy.ts`. */
  readonly allowedEndpoints: ReadonlySet<string>;
}

export interface AgentConfig {
  readonly id: string;
  readonly projectId: string;
  readonly slug: string;
  readonly name: string;
  /** The system prompt put before a caller's messages that hold none of their own. */
  readonly instructions: string | null;
  /** Whether what its turns say is kept: somebody has turned that on for this agent. */
  readonly captures: boolean;
  /** Milliseconds since 1970: until then its turns are refused, as its budget is spent; `null` where they aren't. */
  readonly stoppedUntil: number | null;
  /** `null` until somebody has chosen a model. */
  readonly setting: PublishedSetting | null;
}

export interface AgentKeyConfig {
  readonly id: string;
  /** Whose key it is; the configuration has that agent. */
  readonly agentId: string;
  /** `agentKeyHash` of the key. */
  readonly hash: string;
  /** Milliseconds since 1970, from when on it is refused; `null` where it doesn't end. */
  readonly expiresAt: number | null;
  /** The most chat completions it may ask for in a minute; `null` where there is no limit. */
  readonly requestsPerMinute: number | null;
}

export interface PublishedSetting {
  readonly revision: number;
  /** The chosen model first, then the fallbacks in order. */
  readonly choices: readonly [PublishedChoice, ...PublishedChoice[]];
  readonly failover: Failover;
}

export interface PublishedChoice {
  readonly model: PublishedModel;
  readonly parameters: SamplingParameters;
  readonly deadlines: Deadlines;
}

/** In OpenAI's names and ranges. What is absent is left to the upstream. */
export interface SamplingParameters {
  readonly temperature?: number;
  readonly top_p?: number;
  readonly frequency_penalty?: number;
  readonly presence_penalty?: number;
  readonly max_tokens?: number;
  readonly stop?: string | readonly string[];
}

/** Milliseconds, each counted from the start of an attempt except `gapMs`, between two tokens. */
export interface Deadlines {
  readonly connectMs: number;
  readonly firstTokenMs: number;
  readonly firstSentenceMs: number | null;
  readonly gapMs: number;
  readonly totalMs: number;
}

/** The deadlines of a setting that names none. */
export const defaultDeadlines: Deadlines = {
  connectMs: 3_000,
  firstTokenMs: 10_000,
  firstSentenceMs: null,
  gapMs: 10_000,
  totalMs: 300_000,
};

export interface PublishedModel {
  /** Its id in the catalogue: what `x-jackfield-model` says. */
  readonly id: string;
  /** Names the gateway's adapter. */
  readonly provider: string;
  /** What the upstream calls the model. */
  readonly upstreamModel: string;
  /** `false` where the endpoint honestly has no streaming: it is asked for JSON instead. */
  readonly streaming: boolean;
  /**
   * Sampling parameters this model refuses, so that a setting's are left out without a word. What a
   * caller sends itself is another matter: it travels, or `refusedFields` names it.
   */
  readonly refusedParameters: readonly (keyof SamplingParameters)[];
  /** What is mended on the way to the caller; empty for the catalogue's models. */
  readonly repairs: readonly RepairId[];
  /**
   * Request fields this endpoint is known to refuse, whoever set them: the repair `refused-fields`
   * leaves them out and says so. Empty for the catalogue's models, whose adapters know their fields.
   */
  readonly refusedFields: readonly string[];
  /** Whether it refuses every field it doesn't know, so that only the usual ones are sent. */
  readonly unknownFieldsRefused: boolean;
  /** Request fields sent unless the caller sets them, e.g. `reasoning_effort` for a voice agent. */
  readonly requestDefaults: Readonly<Record<string, RequestDefault>>;
  readonly endpoint: Endpoint | EndpointNotReady;
  /** In tokens; `null` where it is not known. */
  readonly contextWindow: number | null;
  /** Whether it goes on with an answer that is given to it as the last message. */
  readonly continuesAnswers: boolean;
  /** Attempts that may be under way at once, so that one that hangs can't harm others; `null`: the program's default. */
  readonly inFlightMax: number | null;
}

export type RequestDefault = string | number | boolean;

export interface Endpoint {
  readonly ready: true;
  /**
   * One socket pool per `poolKey`: it names the connection (or provider) and the version of its
   * credential, so that a socket is never shared between two of them.
   */
  readonly poolKey: string;
  /** As given; what the adapter's path is appended to. */
  readonly baseUrl: string;
  readonly auth: EndpointAuth;
  /** Left out where it is spoken as with everybody: public authorities, no client certificate. */
  readonly tls?: EndpointTls;
  /** `true` for the operator's own word (a `…_BASE_URL`): may be private without an allow-list entry. */
  readonly trusted: boolean;
}

/** How TLS is spoken with a server that has certificates of its own. */
export interface EndpointTls {
  /** PEM: who may have signed the server's certificate, in place of the public authorities; `null`: those. */
  readonly caCertificates: string | null;
  readonly client: ClientCertificate | null;
}

/** By which a server knows who connects. */
export interface ClientCertificate {
  /** PEM: the certificate, then its chain. */
  readonly certificate: string;
  readonly key: Secret;
}

export interface EndpointNotReady {
  readonly ready: false;
  /** Said to the caller: what is missing and where to give it. */
  readonly reason: string;
}

export type EndpointAuth =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'header';
      /** Lower case, e.g. `authorization` or `x-api-key`. */
      readonly name: string;
      /** Put before the credential, e.g. `Bearer `. */
      readonly prefix: string;
      readonly credential: Secret;
    }
  | {
      /** AWS Signature Version 4: each request is signed; no credential is sent. */
      readonly kind: 'aws-sigv4';
      readonly region: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: Secret;
      readonly sessionToken: Secret | null;
    };
