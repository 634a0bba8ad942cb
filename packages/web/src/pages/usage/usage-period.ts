import type { NamedPeriod, UsageSearch } from './usage-search.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** By the hour, counts are kept for 100 days; and more than eight days of hours is no chart any more. */
const hoursKeptMs = 100 * dayMs;
const hourlyMaxMs = 8 * dayMs;
/** What `GET /usage` answers at once. */
const periodMaxMs = 800 * dayMs;

/** A period in whole hours or days (UTC), in milliseconds since 1970. */
export interface UsagePeriod {
  readonly from: number;
  /** Exclusive; after `now` where the last hour or day is not over. */
  readonly to: number;
  readonly unit: 'hour' | 'day';
  readonly name: string;
}

export const periodNames: Readonly<Record<NamedPeriod, string>> = {
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
  '1y': '12 months',
};

const named: Readonly<Record<NamedPeriod, { readonly ms: number; readonly unit: 'hour' | 'day' }>> =
  {
    '24h': { ms: dayMs, unit: 'hour' },
    '7d': { ms: 7 * dayMs, unit: 'day' },
    '30d': { ms: 30 * dayMs, unit: 'day' },
    '1y': { ms: 365 * dayMs, unit: 'day' },
  };

/** The period that a URL names, the hour or day it is now included; 7 days where it names none. */
export function usagePeriod(search: UsageSearch, now: number): UsagePeriod {
  if (search.period === 'custom') return customPeriod(search, now);
  const name = search.period ?? '7d';
  const { ms, unit } = named[name];
  const to = endOf(now, unit);
  // A week is counted in days, as its totals are, and drawn by the hour.
  return { from: to - ms, to, unit: name === '7d' ? 'hour' : unit, name: periodNames[name] };
}

/** Of the same length, and right before it. */
export function periodBefore({ from, to, unit, name }: UsagePeriod): UsagePeriod {
  return { from: from - (to - from), to: from, unit, name };
}

/** When its hours or days begin. */
export function timesOf({ from, to, unit }: UsagePeriod): number[] {
  const step = stepMs(unit);
  return Array.from({ length: Math.round((to - from) / step) }, (_, index) => from + index * step);
}

export function stepMs(unit: UsagePeriod['unit']): number {
  return unit === 'hour' ? hourMs : dayMs;
}

/** `2026-11-24`, for a date field. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** What is wrong with a custom period; `null` when nothing is. */
export function periodFault({ from, to }: Pick<UsageSearch, 'from' | 'to'>): string | null {
  if (from === undefined || to === undefined) return 'Choose a first and a last day.';
  if (from > to) return 'The last day is before the first.';
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  return days * dayMs > periodMaxMs ? 'Choose at most 800 days: counts are kept no longer.' : null;
}

function customPeriod(search: UsageSearch, now: number): UsagePeriod {
  if (periodFault(search) !== null) return usagePeriod({}, now);
  const [first, last] = [search.from ?? '', search.to ?? ''];
  const from = Date.parse(`${first}T00:00:00Z`);
  const to = Date.parse(`${last}T00:00:00Z`) + dayMs;
  // The period before is drawn from the same counts.
  const isHourly = to - from <= hourlyMaxMs && now - (from - (to - from)) < hoursKeptMs;
  const days = Math.round((to - from) / dayMs);
  const name = days === 1 ? 'day' : `${days} days`;
  return { from, to, unit: isHourly ? 'hour' : 'day', name };
}

function endOf(now: number, unit: UsagePeriod['unit']): number {
  const step = stepMs(unit);
  return (Math.floor(now / step) + 1) * step;
}
