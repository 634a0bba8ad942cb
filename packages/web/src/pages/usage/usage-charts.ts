import type { Usage } from '@jackfield/control-plane/rest-types';
import { costWords, count } from '../../model/amounts.ts';
import type { Bucket } from './series-of.ts';
import type { UsagePeriod } from './usage-period.ts';
import { bucketWords, latencyWords, tokenWords } from './usage-words.ts';

export interface ChartSeries {
  readonly label: string;
  readonly draw: 'bar' | 'line';
  /** Class names of its swatch, whose colour is the series'. */
  readonly colour: string;
  /** Of a line, so that colour is not all that tells it from another. */
  readonly dash?: readonly number[];
  readonly values: readonly (number | null)[];
}

export interface UsageChart {
  readonly title: string;
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
  /** Whether its values are whole, so that its axis has no halves. */
  readonly whole: boolean;
  /** What it shows, for those who can't see it. */
  readonly summary: string;
}

type Pick = (usage: Usage) => number;

/** The charts of a period, each with the words that say the same. */
export function usageCharts(buckets: readonly Bucket[], unit: UsagePeriod['unit']): UsageChart[] {
  const bar = (label: string, colour: string, pick: Pick): ChartSeries => ({
    label,
    draw: 'bar',
    colour,
    values: buckets.map(({ usage }) => (usage === null ? 0 : pick(usage))),
  });
  const line = (
    label: string,
    colour: string,
    dash: number[],
    pick: (usage: Usage) => number | null,
  ): ChartSeries => ({
    label,
    draw: 'line',
    colour,
    dash,
    values: buckets.map(({ usage }) => (usage === null ? null : pick(usage))),
  });
  const chart = (
    title: string,
    format: (value: number) => string,
    series: ChartSeries[],
    whole = true,
  ): UsageChart => ({
    title,
    format,
    series,
    whole,
    summary: summaryOf(series, format, buckets, unit),
  });
  return [
    chart('Turns', count, [
      bar('Answered', 'text-good', ({ turns, failed, left }) => turns - failed - left),
      bar('Caller left', 'text-warn', ({ left }) => left),
      bar('Failed', 'text-bad', ({ failed }) => failed),
    ]),
    chart('First token', latencyWords, [
      line('p50', 'text-good', [], (usage) => usage.firstTokenP50Ms),
      line('p95', 'text-brass', [6, 4], (usage) => usage.firstTokenP95Ms),
      line('p99', 'text-bad', [2, 3], (usage) => usage.firstTokenP99Ms),
    ]),
    chart(
      'Cost',
      costWords,
      [bar('Known cost', 'text-brass-bright', ({ costUsd }) => costUsd)],
      false,
    ),
    chart('Tokens', tokenWords, [
      bar(
        'Prompt',
        'text-brass-bright',
        ({ promptTokens, cachedTokens }) => promptTokens - cachedTokens,
      ),
      bar('Prompt, cached', 'text-edge', ({ cachedTokens }) => cachedTokens),
      bar(
        'Answer',
        'text-good',
        ({ completionTokens, reasoningTokens }) => completionTokens - reasoningTokens,
      ),
      bar('Answer, reasoning', 'text-warn', ({ reasoningTokens }) => reasoningTokens),
    ]),
    chart('Fallbacks and hedges', count, [
      bar('Fallbacks', 'text-warn', ({ fallbacks }) => fallbacks),
      bar('Hedges won', 'text-good', ({ hedges }) => hedges.won),
      bar('Hedges lost', 'text-edge', ({ hedges }) => hedges.lost),
    ]),
    chart('Attempts that failed', count, [
      bar('Failed attempts', 'text-bad', ({ attemptsFailed }) => attemptsFailed),
    ]),
  ];
}

function summaryOf(
  series: readonly ChartSeries[],
  format: (value: number) => string,
  buckets: readonly Bucket[],
  unit: UsagePeriod['unit'],
): string {
  return series
    .map(({ label, values, draw }) => {
      const told = values.filter((value) => value !== null);
      const most = Math.max(0, ...told);
      if (most === 0) return `${label}: none.`;
      const time = buckets[values.indexOf(most)]?.time ?? 0;
      const peak = `${format(most)} at ${bucketWords(time, unit)}`;
      if (draw === 'line') return `${label}: from ${format(Math.min(...told))} to ${peak}.`;
      return `${label}: ${format(told.reduce((sum, value) => sum + value, 0))}, at most ${peak}.`;
    })
    .join(' ');
}
