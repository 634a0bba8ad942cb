import { expect, it } from 'vitest';
import { periodBefore, periodFault, timesOf, usagePeriod } from './usage-period.ts';
import { readUsageSearch } from './usage-search.ts';

const now = Date.UTC(2026, 10, 24, 14, 20);
const utc = (time: number): string => new Date(time).toISOString().slice(0, 16);

it.each([
  ['24h', '2026-11-23T15:00', '2026-11-24T15:00', 'hour', 24],
  ['7d', '2026-11-18T00:00', '2026-11-25T00:00', 'hour', 168],
  ['30d', '2026-10-26T00:00', '2026-11-25T00:00', 'day', 30],
  ['1y', '2025-11-25T00:00', '2026-11-25T00:00', 'day', 365],
] as const)('%s ends with the hour or day it is now', (name, from, to, unit, buckets) => {
  const period = usagePeriod({ period: name }, now);
  expect([utc(period.from), utc(period.to), period.unit]).toEqual([from, to, unit]);
  expect(timesOf(period)).toHaveLength(buckets);
  expect(periodBefore(period).to).toBe(period.from);
  expect(timesOf(periodBefore(period))).toHaveLength(buckets);
});

it('takes days of one’s own, by the hour where that is kept and still a chart', () => {
  const custom = (from: string, to: string) => usagePeriod({ period: 'custom', from, to }, now);
  expect(custom('2026-11-20', '2026-11-20')).toMatchObject({ unit: 'hour', name: 'day' });
  expect(timesOf(custom('2026-11-20', '2026-11-21'))).toHaveLength(48);
  expect(custom('2026-11-01', '2026-11-20').unit).toBe('day');
  expect(custom('2026-01-01', '2026-01-02').unit).toBe('day');
});

it('says what is wrong with days of one’s own, and shows 7 days meanwhile', () => {
  expect(periodFault({ from: '2026-11-20', to: '2026-11-19' })).toMatch(/before the first/);
  expect(periodFault({ from: '2020-11-20', to: '2026-11-19' })).toMatch(/800 days/);
  expect(periodFault({ from: '2026-11-20' })).toMatch(/first and a last/);
  expect(periodFault({ from: '2026-11-20', to: '2026-11-20' })).toBeNull();
  expect(usagePeriod({ period: 'custom', to: '2026-11-19' }, now)).toEqual(usagePeriod({}, now));
});

it('passes over what it does not know in a URL', () => {
  const nothing = readUsageSearch({ period: '2y', from: '2026-02-31', by: 'colour', view: 1 });
  expect(Object.values(nothing).every((value) => value === undefined)).toBe(true);
  const asked = { period: '30d', by: 'model', agent: 'agt_1', view: 'table' };
  expect(readUsageSearch(asked)).toMatchObject(asked);
});
