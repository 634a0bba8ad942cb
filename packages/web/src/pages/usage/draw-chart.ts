import uPlot from 'uplot';
import { bucketWords, shortDay } from './usage-words.ts';
import { stepMs, type UsagePeriod } from './usage-period.ts';
import type { ChartSeries } from './usage-charts.ts';

export interface ChartLook {
  readonly width: number;
  readonly height: number;
  /** Of the axes' words, the grid, and each series: a canvas knows no CSS variables. */
  readonly ink: string;
  readonly grid: string;
  readonly colours: readonly string[];
  readonly font: string;
}

export interface ChartData {
  readonly times: readonly number[];
  readonly period: UsagePeriod;
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
  readonly whole: boolean;
}

/** Steps of an axis of whole values. */
const wholeSteps = Array.from({ length: 15 }, (_, digits) =>
  [1, 2, 5].map((first) => first * 10 ** digits),
).flat();

/** Draws bars that stand on each other, or lines; `onPoint` is told which bucket the pointer is at. */
export function drawChart(
  target: HTMLElement,
  { times, period, series, format, whole }: ChartData,
  look: ChartLook,
  onPoint: (index: number | null) => void,
): uPlot {
  const half = stepMs(period.unit) / 2;
  const lines = series[0]?.draw === 'line';
  const values = series.map((one) => [...one.values]);
  const drawn = lines ? values : piledUp(values);
  const axis = {
    stroke: look.ink,
    font: look.font,
    grid: { stroke: look.grid, width: 1 },
    ticks: { show: false },
  } as const;
  const options: uPlot.Options = {
    width: look.width,
    height: look.height,
    padding: [8, 8, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), 'Etc/UTC'),
    legend: { show: false },
    cursor: {
      sync: { key: 'usage' },
      drag: { x: false, y: false },
      y: false,
      points: { show: lines },
    },
    scales: {
      x: { range: [period.from / 1e3, period.to / 1e3] },
      y: { range: (_chart, _min, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 24,
        space: 70,
        values: (_chart, splits) =>
          splits.map((seconds, index) => axisWords(seconds * 1e3, splits[index - 1], period)),
      },
      {
        ...axis,
        size: 56,
        ...(whole && { incrs: wholeSteps }),
        values: (_chart, splits) => splits.map(format),
      },
    ],
    series: [
      {},
      ...series
        .map((one, index): uPlot.Series => {
          const stroke = look.colours[index] ?? look.ink;
          return lines
            ? {
                stroke,
                width: 2,
                dash: [...(one.dash ?? [])],
                points: { size: 4, filter: alone },
                spanGaps: false,
              }
            : {
                stroke,
                fill: stroke,
                width: 0,
                points: { show: false },
                ...(bars && { paths: bars }),
              };
        })
        // What stands on top is drawn first, and the rest over its foot.
        .toReversed(),
    ],
    hooks: { setCursor: [(chart) => onPoint(chart.cursor.idx ?? null)] },
  };
  const data = [times.map((time) => (time + half) / 1e3), ...drawn.toReversed()];
  return new uPlot(options, data as uPlot.AlignedData, target);
}

/** Values without a neighbour, which no line leads to: a first day's would be an empty chart. */
function alone(chart: uPlot, series: number, showsAll: boolean): number[] | null {
  if (showsAll) return null;
  const values = chart.data[series] ?? [];
  return [...values.keys()].filter(
    (index) => values[index] != null && values[index - 1] == null && values[index + 1] == null,
  );
}

/** Puts the chart's cursor on a bucket. */
export function pointAt(chart: uPlot, index: number): void {
  const time = chart.data[0][index];
  if (time !== undefined) chart.setCursor({ left: chart.valToPos(time, 'x'), top: 0 });
}

const bars = uPlot.paths.bars?.({ size: [0.8, 48] });

function piledUp(values: readonly (readonly (number | null)[])[]): number[][] {
  let below: readonly number[] = [];
  return values.map((own) => {
    const pile = own.map((value, index) => (below[index] ?? 0) + (value ?? 0));
    below = pile;
    return pile;
  });
}

function axisWords(time: number, before: number | undefined, { unit }: UsagePeriod): string {
  const date = shortDay(time);
  if (unit === 'day' || time % 86_400_000 === 0) return date;
  // At the left edge no midnight may be in sight.
  return before === undefined ? `${date} ${hour(time)}` : hour(time);
}

function hour(time: number): string {
  return bucketWords(time, 'hour').slice(-5);
}
