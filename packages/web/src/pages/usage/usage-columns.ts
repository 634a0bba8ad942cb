import type { Usage } from '@jackfield/control-plane/rest-types';
import { count } from '../../model/amounts.ts';
import type { Bucket } from './series-of.ts';
import { isCostKnown, latencyWords, periodCostWords, shareWords } from './usage-words.ts';

/** One figure of a period: as a person reads it, and as a program does. */
export interface UsageColumn {
  readonly label: string;
  readonly words: (usage: Usage) => string;
  /** `null` where it isn't known. */
  readonly value: (usage: Usage) => number | null;
  /** The value of an hour or day without a turn. */
  readonly quiet: 0 | null;
}

const amount = (label: string, value: (usage: Usage) => number): UsageColumn => ({
  label,
  words: (usage) => count(value(usage)),
  value,
  quiet: 0,
});
const latency = (label: string, value: (usage: Usage) => number | null): UsageColumn => ({
  label,
  words: (usage) => latencyWords(value(usage)),
  value,
  quiet: null,
});

/** What tables show and downloads hold, in this order. */
export const usageColumns: readonly UsageColumn[] = [
  amount('Turns', ({ turns }) => turns),
  {
    label: 'Failed',
    words: ({ failed, turns }) => `${count(failed)} (${shareWords(failed, turns)})`,
    value: ({ failed }) => failed,
    quiet: 0,
  },
  amount('Caller left', ({ left }) => left),
  latency('First token p50', ({ firstTokenP50Ms }) => firstTokenP50Ms),
  latency('p95', ({ firstTokenP95Ms }) => firstTokenP95Ms),
  latency('p99', ({ firstTokenP99Ms }) => firstTokenP99Ms),
  {
    label: 'Cost',
    words: periodCostWords,
    // Where it is the least it can be, the next column says so.
    value: (usage) => (isCostKnown(usage) ? usage.costUsd : null),
    quiet: 0,
  },
  amount('Not in the cost', ({ unpricedAttempts }) => unpricedAttempts),
  amount('Prompt tokens', ({ promptTokens }) => promptTokens),
  amount('Cached', ({ cachedTokens }) => cachedTokens),
  amount('Answer tokens', ({ completionTokens }) => completionTokens),
  amount('Reasoning', ({ reasoningTokens }) => reasoningTokens),
  amount('Failed attempts', ({ attemptsFailed }) => attemptsFailed),
  amount('Fallbacks', ({ fallbacks }) => fallbacks),
  amount('Hedges won', ({ hedges }) => hedges.won),
  amount('Hedges lost', ({ hedges }) => hedges.lost),
];

const units: Readonly<Record<string, string>> = {
  'First token p50': 'First token p50 (ms)',
  p95: 'First token p95 (ms)',
  p99: 'First token p99 (ms)',
  Cost: 'Cost (USD)',
  'Not in the cost': 'Attempts not in the cost',
};

/** The header of a download, which says units: its figures carry none. */
export const csvHeader: readonly string[] = usageColumns.map(({ label }) => units[label] ?? label);

export function csvRow(usage: Usage): (number | null)[] {
  return usageColumns.map(({ value }) => value(usage));
}

/** Every hour or day that has begun; those without a turn as the zeros they are. */
export function csvSeries(
  unit: 'hour' | 'day',
  buckets: readonly Bucket[],
  now: number,
): (string | number | null)[][] {
  return [
    [unit === 'hour' ? 'Hour (UTC)' : 'Day (UTC)', ...csvHeader],
    ...buckets
      .filter(({ time }) => time <= now)
      .map(({ time, usage }) => [
        new Date(time).toISOString(),
        ...(usage === null ? usageColumns.map(({ quiet }) => quiet) : csvRow(usage)),
      ]),
  ];
}
