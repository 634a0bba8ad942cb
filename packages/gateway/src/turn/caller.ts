import type { AttemptRecord } from '@jackfield/gateway-config';
import type { ProviderError } from '../providers/provider-error.ts';

/** What is known about the answer when its head is sent. */
export interface AnswerHead {
  readonly revision: number;
  /** Catalogue id of the model that answered, or was tried last. */
  readonly model: string;
  readonly attempts: number;
  /** Request fields that had to be left out. */
  readonly dropped: readonly string[];
  /** Every attempt so far, in the order in which they began. */
  readonly story: readonly AttemptRecord[];
}

/** The program that called, seen from a turn. After it has left, everything but `left` does nothing. */
export interface Caller {
  /** Fires once when the caller leaves before its answer is complete. */
  onLeft(callback: () => void): void;
  /** Starts a streamed answer. */
  begin(head: AnswerHead): void;
  /** Whole events, in one write. `false`: wait for `onDrain` before giving more. */
  write(events: string): boolean;
  onDrain(callback: () => void): void;
  /** Ends a streamed answer that is complete. */
  end(): void;
  /** Ends a streamed answer that is not, with an error event. */
  breakOff(error: ProviderError, deliveredCharacters: number): void;
  /** A whole answer as JSON. */
  answer(head: AnswerHead, json: Buffer | string): void;
  /** No answer: before anything of one was sent. */
  fail(error: ProviderError, head: AnswerHead | null): void;
}
