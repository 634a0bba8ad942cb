import type { Lifecycle } from '../../schemas/model.ts';

/**
 * The lifecycle as it stands on `today` (`2027-01-14`): a deprecated model is shut down from its
 * shut-down date on, whether or not anybody has touched the file since.
 */
export function effectiveLifecycle(lifecycle: Lifecycle, today: string): Lifecycle {
  if (lifecycle.status !== 'deprecated') return lifecycle;
  // Both are ISO days, which sort as text.
  if (lifecycle.shutDownOn === null || lifecycle.shutDownOn > today) return lifecycle;
  return { ...lifecycle, status: 'shut_down' };
}

/** The day, in UTC, of a time in milliseconds since 1970. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
