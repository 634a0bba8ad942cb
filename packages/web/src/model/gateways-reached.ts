import type { Status } from '@jackfield/control-plane/rest-types';

/** Of the gateways that answer callers, how many run the newest configuration; a lost one is not counted. */
export function gatewaysReached({ gateways }: Pick<Status, 'gateways'>): {
  readonly reached: number;
  readonly running: number;
} {
  const running = gateways.filter(({ lost }) => !lost);
  return { reached: running.filter(({ upToDate }) => upToDate).length, running: running.length };
}
