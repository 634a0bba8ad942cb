import type { LookupFunction } from 'node:net';

/**
 * What may be dialled, judged by whoever runs the checks: a server judges by its egress policy, a
 * person at a terminal by almost nothing.
 */
export interface DialGuard {
  /** Resolves a name to addresses that may be dialled, and fails for any other. */
  readonly lookup: LookupFunction;
  /** Judges a literal address, for which no name is looked up. @throws for one that may not be dialled. */
  vetLiteral(address: string): void;
}
