import { useMemo, type ReactElement } from 'react';
import { Button } from '../../parts/button.tsx';
import { useNow } from '../../parts/now.ts';
import { ChartView } from './chart-view.tsx';
import { DownloadCsv } from './download-csv.tsx';
import type { Bucket } from './series-of.ts';
import { usageCharts } from './usage-charts.ts';
import { csvSeries, usageColumns } from './usage-columns.ts';
import { dayOf, type UsagePeriod } from './usage-period.ts';
import { bucketWords } from './usage-words.ts';

/** A period hour by hour or day by day: as charts, or as the table of the same figures. */
export function UsageOverTime({
  period,
  buckets,
  asTable,
  onAsTable,
}: {
  period: UsagePeriod;
  buckets: readonly Bucket[];
  asTable: boolean;
  onAsTable: (asTable: boolean) => void;
}): ReactElement {
  const { unit, from, to } = period;
  const charts = useMemo(() => usageCharts(buckets, unit), [buckets, unit]);
  const times = useMemo(() => buckets.map(({ time }) => time), [buckets]);
  const name = `usage-by-${unit}-${dayOf(from)}-${dayOf(to - 1)}`;
  const now = useNow();
  return (
    <section aria-labelledby="over-time">
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <h2 id="over-time" className="mr-auto text-lg font-semibold">
          By the {unit}, in UTC
        </h2>
        <Button small aria-pressed={asTable} onClick={() => onAsTable(!asTable)}>
          As a table
        </Button>
        <DownloadCsv
          name={name}
          what={`usage by the ${unit}`}
          rows={() => csvSeries(unit, buckets, now)}
        />
      </div>
      {asTable ? (
        <BucketTable buckets={buckets} unit={unit} />
      ) : (
        <div className="grid gap-4 lg:grid-cols-2 2xl:grid-cols-3">
          {charts.map((chart) => (
            <ChartView key={chart.title} chart={chart} times={times} period={period} />
          ))}
        </div>
      )}
    </section>
  );
}

function BucketTable({
  buckets,
  unit,
}: {
  buckets: readonly Bucket[];
  unit: UsagePeriod['unit'];
}): ReactElement {
  const cell = 'border-b border-line px-4 py-2 whitespace-nowrap';
  // The newest first, and those without a turn left out: a year has many.
  const shown = buckets.filter(({ usage }) => usage !== null).toReversed();
  return (
    <div
      className="card max-h-[36rem] overflow-auto"
      role="region"
      aria-label={`Usage by the ${unit}`}
      tabIndex={0}
    >
      <table className="figures w-full border-separate border-spacing-0 text-right">
        <caption className="sr-only">Usage by the {unit}, newest first, times in UTC</caption>
        <thead className="sticky top-0 z-10 bg-surface text-sm text-muted">
          <tr>
            {[unit === 'hour' ? 'Hour' : 'Day', ...usageColumns.map(({ label }) => label)].map(
              (label, index) => (
                <th
                  key={label}
                  scope="col"
                  className={`${cell} font-medium ${index === 0 ? 'sticky left-0 bg-surface text-left' : ''}`}
                >
                  {label}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ time, usage }) => (
            <tr key={time} className="hover:bg-hover">
              <th scope="row" className={`${cell} sticky left-0 bg-surface text-left font-normal`}>
                {bucketWords(time, unit)}
              </th>
              {usage !== null &&
                usageColumns.map(({ label, words }) => (
                  <td key={label} className={cell}>
                    {words(usage)}
                  </td>
                ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
