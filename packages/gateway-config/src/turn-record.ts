import type { RepairId } from './repairs.ts';

/** What a turn did, told once it has ended. Holds no prompt, no answer and no credential. */
export interface TurnRecord {
  readonly requestId: string;
  readonly agentId: string;
  /** The agent's slug when the turn began. */
  readonly agentSlug: string;
  /** The agent key it came with; `null` in the playground, which needs none. */
  readonly keyId: string | null;
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** From the start of the turn; `null` when no token came. */
  readonly firstTokenMs: number | null;
  readonly streamed: boolean;
  readonly outcome: TurnOutcome;
  /** The code the caller was given; `null` when the turn succeeded. */
  readonly errorCode: string | null;
  /** Catalogue id of the model that answered, or was tried last; `null` where none was. */
  readonly model: string | null;
  /** In the order in which they began. */
  readonly attempts: readonly AttemptRecord[];
  /** Models that were passed over without an attempt, and why. */
  readonly skipped: readonly SkippedModel[];
  /** Whether the caller was given the hold phrase. */
  readonly heldOn: boolean;
  /** What the last attempt needed, each once: see `repairs.ts`. */
  readonly repairs: readonly RepairId[];
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  /** `null` where the caller named no trace and nobody records one. */
  readonly trace: TurnTrace | null;
}

/** A turn's place in a distributed trace: https://www.w3.org/TR/trace-context/ */
export interface TurnTrace {
  /** 32 hexadecimal digits, as every id of a trace. */
  readonly traceId: string;
  /** The caller's span, 16 digits; `null` where the trace begins here. */
  readonly parentSpanId: string | null;
  /** The turn's own span; `null` where nobody records spans. */
  readonly spanId: string | null;
  /** Two hexadecimal digits; their last bit says that the trace is recorded. */
  readonly flags: string;
  /** The caller's `tracestate`. */
  readonly state: string | null;
}

export type TurnOutcome = 'answered' | 'failed' | 'left';

export interface AttemptRecord {
  /** Catalogue id. */
  readonly model: string;
  readonly provider: string;
  /** What the upstream calls the model. */
  readonly upstreamModel: string;
  /** Its span, as its upstream may have been told; `null` where nobody records spans. */
  readonly spanId: string | null;
  readonly cause: AttemptCause;
  readonly startedAt: number;
  readonly durationMs: number;
  /** From the start of the attempt; `null` when no token came. */
  readonly firstTokenMs: number | null;
  readonly outcome: AttemptOutcome;
  /** A `ProviderError` kind and code; `null` for an attempt that did not fail. */
  readonly failure: string | null;
  readonly errorCode: string | null;
  /** What the vendor charges for, as far as it said. */
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
}

/** Why an attempt was made: the model was chosen, tried again, the one before failed, was late, or broke off. */
export type AttemptCause = 'choice' | 'retry' | 'fallback' | 'hedge' | 'continuation';

/** `lost`: another attempt of the same turn was first. */
export type AttemptOutcome = 'answered' | 'failed' | 'lost' | 'left';

/** `not_wanted`: its context window is no larger, or it can't go on with an answer. */
export interface SkippedModel {
  readonly model: string;
  readonly reason: 'circuit_open' | 'too_many_in_flight' | 'not_ready' | 'not_wanted';
}
