import type { Usage } from '@jackfield/control-plane/rest-types';
import { costWords, count, duration, percentWords, tokens } from '../../model/amounts.ts';
import type { UsagePeriod } from './usage-period.ts';

const utc = { timeZone: 'UTC' } as const;
const dayFormat = new Intl.DateTimeFormat('en-GB', { ...utc, day: 'numeric', month: 'short' });
const dayOfYear = new Intl.DateTimeFormat('en-GB', { ...utc, dateStyle: 'medium' });
const hourFormat = new Intl.DateTimeFormat('en-GB', {
  ...utc,
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** `24 Nov 2026`, or `Tue 24 Nov, 14:00`: when a bucket of a series begins. */
export function bucketWords(time: number, unit: UsagePeriod['unit']): string {
  return unit === 'hour' ? hourFormat.format(time) : dayOfYear.format(time);
}

/** `24 Nov`: for an axis. */
export function shortDay(time: number): string {
  return dayFormat.format(time);
}

export function shareWords(part: number, whole: number): string {
  return whole === 0 ? 'none' : percentWords(part / whole);
}

export function latencyWords(ms: number | null): string {
  return ms === null ? 'none' : duration(ms);
}

type Cost = Pick<Usage, 'costUsd' | 'unpricedAttempts'>;

/** Whether anything is: a sum of nothing but what has no price is none. */
export function isCostKnown({ costUsd, unpricedAttempts }: Cost): boolean {
  return unpricedAttempts === 0 || costUsd > 0;
}

/** The known cost, and whether a vendor may bill more than that. */
export function periodCostWords(cost: Cost): string {
  if (!isCostKnown(cost)) return 'not known';
  const words = costWords(cost.costUsd);
  return cost.unpricedAttempts === 0 ? words : `at least ${words}`;
}

/** `12 % more than before`; `null` where there is nothing to compare with. */
export function changeWords(now: number, before: number | null): string | null {
  if (before === null || before === 0) return null;
  const change = (now - before) / before;
  if (Math.abs(change) < 0.0005) return 'as before';
  if (change >= 9) return `${Math.round(now / before)} times as much as before`;
  return `${percentWords(Math.abs(change))} ${change > 0 ? 'more' : 'less'} than before`;
}

export function tokenWords(amount: number): string {
  return amount < 10_000 ? count(amount) : tokens(amount);
}
