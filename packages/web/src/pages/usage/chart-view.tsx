import { useEffect, useId, useRef, useState, type ReactElement } from 'react';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { classNames } from '../../parts/class-names.ts';
import { useThemeChange } from './chart-theme.ts';
import { drawChart, pointAt } from './draw-chart.ts';
import type { UsageChart } from './usage-charts.ts';
import type { UsagePeriod } from './usage-period.ts';
import { bucketWords } from './usage-words.ts';

const height = 200;

/** One chart: the arrow keys read it bucket by bucket, and so does the pointer, with those beside it. */
export function ChartView({
  chart,
  times,
  period,
}: {
  chart: UsageChart;
  times: readonly number[];
  period: UsagePeriod;
}): ReactElement {
  const id = useId();
  const target = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLUListElement>(null);
  const plot = useRef<uPlot>(null);
  const theme = useThemeChange();
  const [at, setAt] = useState<number | null>(null);
  useEffect(() => {
    if (target.current === null || legend.current === null) return;
    const place = target.current;
    const style = getComputedStyle(place);
    const look = {
      width: place.clientWidth,
      height,
      ink: style.color,
      grid: style.borderTopColor,
      colours: [...legend.current.querySelectorAll('[data-swatch]')].map(
        (swatch) => getComputedStyle(swatch).color,
      ),
      font: `12px ${style.fontFamily}`,
    };
    const drawn = drawChart(place, { ...chart, times, period }, look, setAt);
    plot.current = drawn;
    const observer = new ResizeObserver(() => {
      if (place.clientWidth > 0) drawn.setSize({ width: place.clientWidth, height });
    });
    observer.observe(place);
    return () => {
      observer.disconnect();
      drawn.destroy();
      plot.current = null;
      setAt(null);
    };
  }, [chart, times, period, theme]);
  const last = times.length - 1;
  const isEmpty = chart.series.every(({ values }) => values.every((value) => !value));
  const step = (key: string): number | null => {
    switch (key) {
      case 'ArrowLeft':
        return Math.max(0, (at ?? times.length) - 1);
      case 'ArrowRight':
        return Math.min(last, (at ?? -1) + 1);
      case 'Home':
        return 0;
      case 'End':
        return last;
      default:
        return null;
    }
  };
  return (
    <figure className="card flex min-w-0 flex-col p-4" aria-labelledby={id}>
      <div className="flex flex-wrap items-baseline gap-x-3">
        <figcaption id={id} className="font-semibold">
          {chart.title}
        </figcaption>
        <span className="figures ml-auto text-xs text-muted">
          {at === null ? '\u00a0' : bucketWords(times[at] ?? 0, period.unit)}
        </span>
      </div>
      <ul
        ref={legend}
        aria-hidden
        className="figures mt-1 flex flex-wrap gap-x-4 text-xs text-muted"
      >
        {chart.series.map(({ label, colour, values, draw, dash }) => (
          <li key={label} className="flex items-center gap-1.5 whitespace-nowrap">
            <svg data-swatch viewBox="0 0 14 8" className={classNames('h-2 w-3.5', colour)}>
              {draw === 'bar' ? (
                <rect width="14" height="8" rx="1.5" fill="currentColor" />
              ) : (
                <path
                  d="M0 4h14"
                  stroke="currentColor"
                  strokeWidth="2.5"
                  strokeDasharray={dash?.map((length) => length / 1.5).join(' ')}
                />
              )}
            </svg>
            {label}
            {at !== null && (
              <span className="font-medium text-ink">{wordsAt(values, at, chart.format)}</span>
            )}
          </li>
        ))}
      </ul>
      {isEmpty ? (
        <p className="flex items-center justify-center text-muted" style={{ height }}>
          None in this period
        </p>
      ) : (
        // What is read, bucket by bucket, is what a slider's value is.
        <div
          role="slider"
          tabIndex={0}
          aria-label={`${chart.title}, by the ${period.unit}`}
          aria-describedby={`${id}-summary`}
          aria-valuemin={0}
          aria-valuemax={last}
          aria-valuenow={at ?? last}
          aria-valuetext={readingOf(
            chart,
            at ?? last,
            bucketWords(times[at ?? last] ?? 0, period.unit),
          )}
          onKeyDown={(event) => {
            const next = step(event.key);
            if (next === null || plot.current === null) return;
            event.preventDefault();
            pointAt(plot.current, next);
          }}
          className="mt-2 rounded"
        >
          <div ref={target} aria-hidden className="border-line text-muted" style={{ height }} />
        </div>
      )}
      <p id={`${id}-summary`} className="sr-only">
        {chart.summary}
      </p>
    </figure>
  );
}

function readingOf({ series, format }: UsageChart, at: number, when: string): string {
  const told = series.map(({ label, values }) => `${label} ${wordsAt(values, at, format)}`);
  return [when, ...told].join(', ');
}

function wordsAt(
  values: readonly (number | null)[],
  at: number,
  format: (value: number) => string,
): string {
  const value = values[at] ?? null;
  return value === null ? 'none' : format(value);
}
