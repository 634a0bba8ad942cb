import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '../../store/store.ts';
import type { Database } from '../../store/tables.ts';

/** Between two steps, so that turns have the process to themselves most of the time. */
const pauseMs = 20;

/**
 * Does long work off the turns' path: each step a transaction of its own, until one says that nothing is left
 * (`false`) or `signal` is aborted.
 */
export async function inSteps(
  store: Store,
  signal: AbortSignal,
  step: (db: Database) => Promise<boolean>,
): Promise<void> {
  while (!signal.aborted) {
    if (!(await store.writeRelaxed(step))) return;
    await pause(pauseMs, undefined, { signal }).catch(() => {});
  }
}
