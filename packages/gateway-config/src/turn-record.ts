import type { RepairId } from './repairs.ts';

/** What a turn did, told once it has ended. Holds no prompt, no answer and no credential. */
export interface TurnRecord {
  readonly requestId: string;
  readonly agentId: string;
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
  readonly attempts: readonly AttemptRecord[];
  /** What the last attempt needed, each once: see `repairs.ts`. */
  readonly repairs: readonly RepairId[];
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
}

export type TurnOutcome = 'answered' | 'failed' | 'left';

export interface AttemptRecord {
  /** Catalogue id. */
  readonly model: string;
  readonly startedAt: number;
  readonly durationMs: number;
  /** `null` for an attempt that answered; else a `ProviderError` kind. */
  readonly failure: string | null;
}
