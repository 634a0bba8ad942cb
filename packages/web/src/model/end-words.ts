import type { DyingModel } from '@jackfield/control-plane/rest-types';

/** How long a model has, for whoever plans: `Ended`, `Ends today`, `12 days left`, `No date yet`. */
export function endWords({
  daysLeft,
  lifecycle,
}: Pick<DyingModel, 'daysLeft' | 'lifecycle'>): string {
  if (lifecycle.status === 'shut_down') return 'Ended';
  if (daysLeft === null) return 'No date yet';
  if (daysLeft <= 0) return 'Ends today';
  return daysLeft === 1 ? 'One day left' : `${daysLeft} days left`;
}

/** Whether callers hear of it now or within a month. */
export function endTone({
  daysLeft,
  lifecycle,
}: Pick<DyingModel, 'daysLeft' | 'lifecycle'>): 'bad' | 'warn' | 'plain' {
  if (lifecycle.status === 'shut_down') return 'bad';
  return daysLeft !== null && daysLeft <= 30 ? 'warn' : 'plain';
}
