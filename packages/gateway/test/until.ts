import { setImmediate as nextTick } from 'node:timers/promises';

/** Waits, without a clock, until what was set going elsewhere has come to pass. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTick();
}
