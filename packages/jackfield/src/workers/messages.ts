import type { ModelHealth } from '@jackfield/control-plane';
import type { GatewayLoad } from '@jackfield/gateway';
import type { AgentKeyConfig, ConfigPart, TurnRecord } from '@jackfield/gateway-config';
import type { LogLevel } from '../configuration.ts';
import type { OtlpSampler } from '../observe/otlp/otlp-configuration.ts';

/** What a worker needs to begin: of what the environment decides only that, and no master key. */
export interface WorkerBegin {
  readonly kind: 'begin';
  /** For the log. */
  readonly id: string;
  readonly ownPorts: ReadonlySet<number>;
  readonly allowedHosts: ReadonlySet<string> | null;
  readonly corsOrigins: ReadonlySet<string>;
  readonly allowImageEndpoints: ReadonlySet<string>;
  /** Its share of the turns that may be under way. */
  readonly turnsMax: number;
  readonly traceContext: 'nothing' | 'traceparent' | 'all';
  /** `null` where nobody records spans. */
  readonly sampler: OtlpSampler | null;
  readonly logLevel: LogLevel;
  /** Where it counts the turns that have ended: see `turn-count-file.ts`. */
  readonly countFile: string;
  readonly door: DoorKey;
}

/** How a worker reaches the main process over HTTP. */
export interface DoorKey {
  /** Of a Unix socket, or a named pipe's name. */
  readonly path: string;
  /** Proves that a worker of ours asks. */
  readonly token: string;
}

/** From the main process. A `connection` comes with its socket. */
export type ToWorker =
  | WorkerBegin
  | { readonly kind: 'config'; readonly part: ConfigPart }
  | { readonly kind: 'connection' }
  | { readonly kind: 'ports'; readonly ownPorts: ReadonlySet<number> }
  | { readonly kind: 'room'; readonly ask: number; readonly waitMs: number }
  /** Attempts that all other processes have under way at models that have a limit of their own. */
  | { readonly kind: 'elsewhere'; readonly inFlight: readonly InFlight[] }
  /** Asks for what it would tell soon; `told` says that it has. */
  | { readonly kind: 'tell'; readonly ask: number }
  | { readonly kind: 'closeCircuits' }
  | { readonly kind: 'sendAway' }
  | { readonly kind: 'drain'; readonly deadlineMs: number };

/** To the main process. */
export type FromWorker =
  /** It has loaded a configuration, and may carry turns by it. */
  | { readonly kind: 'loaded'; readonly configVersion: number; readonly agents: number }
  | { readonly kind: 'turns'; readonly records: readonly TurnRecord[] }
  | { readonly kind: 'state'; readonly state: WorkerState }
  | { readonly kind: 'limited'; readonly inFlight: readonly InFlight[] }
  | { readonly kind: 'told'; readonly ask: number }
  | { readonly kind: 'askRoom'; readonly ask: number; readonly key: AgentKeyConfig }
  /** Its answers are over, so many of them cut off; all its records were sent before. */
  | { readonly kind: 'drained'; readonly cut: number };

/** A model, by the gateway's name for it and its credential, and its attempts under way. */
export type InFlight = readonly [model: string, count: number];

/** Told four times a second. */
export interface WorkerState {
  readonly load: GatewayLoad;
  readonly modelHealth: readonly ModelHealth[];
  /** Answers under way, of turns or not. */
  readonly answers: number;
  /** Since it started. */
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}
