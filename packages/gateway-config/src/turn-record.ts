import type { RepairId } from './repairs.ts';

/**
 * What a turn did, told once it has ended. Holds no credential, and of prompt and answer only what
 * `captured` does.
 */
export interface TurnRecord extends TokenCounts {
  readonly requestId: string;
  /** The agent's project when the turn began. */
  readonly projectId: string;
  readonly agentId: string;
  /** The agent's slug when the turn began. */
  readonly agentSlug: string;
  /** The agent key it came with; `null` in the playground, which needs none. */
  readonly keyId: string | null;
  /** `unsavedRevision` where the setting was one that somebody tried without saving it. */
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
  /** What was said, where the agent’s turns are captured. */
  readonly captured: CapturedTurn | null;
  /** `null` where the caller named no trace and nobody records one. */
  readonly trace: TurnTrace | null;
}

/** What may be stored of what a turn said: masked, and of bounded length. */
export interface CapturedTurn {
  /** As the caller sent them, the oldest first. */
  readonly messages: readonly CapturedMessage[];
  /** What the caller was given; empty where that was nothing. */
  readonly answer: string;
  /** Whether there was more than is kept. */
  readonly cut: boolean;
}

export interface CapturedMessage {
  readonly role: string;
  readonly text: string;
}

/** What the vendor charges for, as far as it said. */
export interface TokenCounts {
  readonly promptTokens: number | null;
  /** Of the prompt's tokens, those read from the vendor's cache. */
  readonly cachedTokens: number | null;
  readonly completionTokens: number | null;
  /** Of the completion's tokens, those that only the model saw. */
  readonly reasoningTokens: number | null;
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

export interface AttemptRecord extends TokenCounts {
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
  /** Of the prompt's tokens, those put into the vendor's cache, which some charge for; `null` where it didn't say. */
  readonly cacheWriteTokens: number | null;
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
