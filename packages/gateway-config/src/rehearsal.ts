import type { Deadlines, SamplingParameters } from './gateway-config.ts';
import type { TokenCounts } from './turn-record.ts';

/** A turn that nobody waits for: what one model would have answered an agent's caller. */
export interface Rehearsal {
  readonly agent: {
    readonly id: string;
    readonly projectId: string;
    readonly slug: string;
    readonly name: string;
    readonly instructions: string | null;
  };
  /** Catalogue id. */
  readonly model: string;
  readonly parameters: SamplingParameters;
  readonly deadlines: Deadlines;
  /** The body of a chat completion. It is streamed whatever it says of that. */
  readonly request: Readonly<Record<string, unknown>>;
}

export type Rehearsed =
  | {
      readonly kind: 'answered';
      readonly text: string;
      readonly toolCalls: readonly RehearsedCall[];
      readonly timing: RehearsalTiming;
      readonly tokens: TokenCounts;
    }
  | {
      readonly kind: 'failed';
      /** A `ProviderError` kind. */
      readonly failure: string;
      readonly code: string;
      /** Safe to show. */
      readonly message: string;
      /** How long the vendor asked to wait; `null` where it did not. */
      readonly retryAfterMs: number | null;
      readonly timing: RehearsalTiming;
    }
  /** Not asked: turns of callers need the room. Try again in a second. */
  | { readonly kind: 'no_room' }
  /** Broken off by its signal. */
  | { readonly kind: 'left' };

export interface RehearsedCall {
  readonly name: string;
  /** As the model wrote them: JSON, if all is well. */
  readonly arguments: string;
}

export interface RehearsalTiming {
  /** From the start of the turn; `null` when no token came. */
  readonly firstTokenMs: number | null;
  readonly durationMs: number;
}
