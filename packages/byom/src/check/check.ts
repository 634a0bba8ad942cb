import type { Capabilities } from './capabilities.ts';
import type { CheckContext } from './check-context.ts';
import type { Deviation, Evidence, Finding } from './finding.ts';
import type { Speed } from './speed.ts';

/**
 * When a check runs: `first`, one after another, because the rest makes no sense without them;
 * `together` with others; or `alone` at the end, because it measures or strains the endpoint.
 */
export type CheckPhase = 'first' | 'together' | 'alone';

/** One promise that an endpoint makes to its callers, and the code that holds it to it. */
export interface Check {
  readonly id: string;
  /** In one sentence. */
  readonly promise: string;
  /** Where the promise comes from: a clause, with its address. */
  readonly clause: string;
  /** An endpoint that breaks a required promise is not ready to connect. */
  readonly required: boolean;
  readonly phase: CheckPhase;
  /** Checks without which this one says nothing: it is skipped where one of them failed or was skipped. */
  readonly needs: readonly string[];
  /** How long it may take; `context.signal` aborts then. */
  readonly limitMs: number;
  /** Everything it may find: what it finds is never another. */
  readonly deviations: readonly Deviation[];
  run(context: CheckContext): Promise<CheckVerdict>;
}

/** What a check came to. */
export interface CheckVerdict {
  /** What was found, in a sentence, where no finding says it. */
  readonly message: string;
  readonly findings: readonly Finding[];
  /** Nothing could be held against the endpoint, for it doesn't claim to do this. */
  readonly skipped?: boolean;
  /** The check itself failed: nothing is known. */
  readonly broken?: boolean;
  /** What was sent and came back, where it is worth a look although nothing is wrong. */
  readonly evidence?: Evidence | null;
  readonly learned?: Partial<Capabilities>;
  readonly speed?: Speed;
  /** What the model said, once. */
  readonly answer?: string;
}
