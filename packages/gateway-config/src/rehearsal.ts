import type { Deadlines, SamplingParameters } from './gateway-config.ts';
import type { TurnRecord } from './turn-record.ts';

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
      /** What it took: nobody else is told. */
      readonly record: TurnRecord;
    }
  | {
      readonly kind: 'failed';
      /** A `ProviderError` kind. */
      readonly failure: string;
      readonly code: string;
      /** Safe to show. */
      readonly message: string;
      /** Whether the same may succeed later. */
      readonly retryable: boolean;
      /** How long the vendor asked to wait; `null` where it did not. */
      readonly retryAfterMs: number | null;
      /** `null` where nothing was asked. */
      readonly record: TurnRecord | null;
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
