import type { EndpointTarget } from '../../src/endpoint/endpoint-target.ts';
import type { RunOptions } from '../../src/check/run-checks.ts';
import type { Differences, StartedServer } from './good-server.ts';

/** A server with exactly one deviation, and the finding that it must get. */
export interface BrokenServer {
  /** Of the one finding. */
  readonly id: string;
  /** Its row in the table of deviations that were seen in the wild; `null` where it has none. */
  readonly row: number | null;
  /** Tells entries of the same finding apart. */
  readonly how?: string;
  /** Who does this, where that is known. */
  readonly evidence?: string;
  /** In what it differs from the good server; or a server of another kind altogether. */
  readonly server: Differences | (() => Promise<StartedServer>);
  /** What its owner says of it, where that differs from what the good server's says. */
  readonly target?: Partial<EndpointTarget> | ((url: string) => Partial<EndpointTarget>);
  /** Shorter limits, so that waiting for what never comes doesn't take long; another clock; another day; a guard. */
  readonly options?: Partial<Pick<RunOptions, 'exchangeLimitMs' | 'now' | 'date' | 'guard'>>;
}
