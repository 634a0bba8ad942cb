import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, type ReactElement } from 'react';
import { useUsageOf } from '../../api/usage.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { useNow } from '../../parts/now.ts';
import { Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { bucketsOf, volumeUntil } from './series-of.ts';
import { UsageBreakdown } from './usage-breakdown.tsx';
import { UsageFilters } from './usage-filters.tsx';
import { UsageOverTime } from './usage-over-time.tsx';
import { dayOf, periodBefore, usagePeriod, type UsagePeriod } from './usage-period.ts';
import type { UsageSearch } from './usage-search.ts';
import { UsageTiles } from './usage-tiles.tsx';

/** What the turns of a period came to, over its time and by whom, beside the period before. */
export function UsagePage(): ReactElement {
  const search = useSearch({ from: '/shell/usage' });
  const navigate = useNavigate({ from: '/usage' });
  const now = useNow();
  const { from, to, unit, name } = usagePeriod(search, now);
  // The same object until it is another period: charts are drawn anew for a new one.
  const period = useMemo(() => ({ from, to, unit, name }), [from, to, unit, name]);
  const change = (changed: UsageSearch): void =>
    void navigate({ search: (before) => ({ ...before, ...changed }), resetScroll: false });
  return (
    <Page
      title="Usage"
      lead="How many turns, how fast, at what cost, and what went wrong: measured here, of the agents you may see."
    >
      <UsageFilters search={search} onChange={change} />
      <Figures search={search} period={period} now={now} onChange={change} />
    </Page>
  );
}

function Figures({
  search,
  period,
  now,
  onChange,
}: {
  search: UsageSearch;
  period: UsagePeriod;
  now: number;
  onChange: (change: UsageSearch) => void;
}): ReactElement {
  const { from, to, unit } = period;
  const before = periodBefore(period);
  const about = { agentId: search.agent, model: search.model, projectId: search.project };
  const question = { ...about, from, to };
  const questionBefore = { ...about, from: before.from, to: before.to };
  const total = useUsageOf({ ...question, by: 'total' });
  const totalBefore = useUsageOf({ ...questionBefore, by: 'total' });
  const series = useUsageOf({ ...question, by: unit });
  const seriesBefore = useUsageOf({ ...questionBefore, by: unit });
  const asked = [total, totalBefore, series, seriesBefore];
  const items = series.data;
  const buckets = useMemo(
    () => (items === undefined ? [] : bucketsOf(period, items)),
    [items, period],
  );
  const failed = asked.find(({ error, data }) => error !== null && data === undefined);
  if (failed) {
    return (
      <ProblemNotice
        error={failed.error}
        onRetry={() => asked.forEach((query) => void query.refetch())}
      />
    );
  }
  if (!total.data || !totalBefore.data || !items || !seriesBefore.data) {
    return <Loading />;
  }
  const [sum] = total.data;
  if (sum === undefined) return <NoTurn search={search} onChange={onChange} />;
  return (
    <div className="space-y-8">
      <section aria-label={`The last ${period.name}`}>
        <UsageTiles
          now={sum}
          before={totalBefore.data[0] ?? null}
          volumeBefore={volumeUntil(seriesBefore.data, Math.min(now, to) - (to - from))}
        />
        <p className="mt-2 text-xs text-muted">
          Before: the {period.name} right before, of turns, tokens and cost as much as has passed of
          this period. First tokens are within 3.2 per cent.
        </p>
      </section>
      <UsageOverTime
        period={period}
        buckets={buckets}
        asTable={search.view === 'table'}
        onAsTable={(asTable) => onChange({ view: asTable ? 'table' : undefined })}
      />
      <UsageBreakdown
        question={question}
        by={search.by ?? 'agent'}
        fileName={`${dayOf(from)}-${dayOf(to - 1)}`}
        onBy={(by) => onChange({ by })}
      />
    </div>
  );
}

function Loading(): ReactElement {
  return (
    <div role="status" className="space-y-8">
      <span className="sr-only">Loading usage</span>
      <div className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
        {Array.from({ length: 6 }, (_, tile) => (
          <Skeleton key={tile} className="h-32" />
        ))}
      </div>
      <div className="grid gap-4 lg:grid-cols-2 2xl:grid-cols-3">
        {Array.from({ length: 6 }, (_, chart) => (
          <Skeleton key={chart} className="h-72" />
        ))}
      </div>
    </div>
  );
}

function NoTurn({
  search,
  onChange,
}: {
  search: UsageSearch;
  onChange: (change: UsageSearch) => void;
}): ReactElement {
  const isNarrowed = Boolean(search.agent ?? search.model ?? search.project);
  const isLong = search.period === '1y';
  return (
    <EmptyState
      title="No turn in this period"
      action={
        isNarrowed ? (
          <Button
            onClick={() => onChange({ agent: undefined, model: undefined, project: undefined })}
          >
            Show every agent and model
          </Button>
        ) : (
          !isLong && (
            <Button onClick={() => onChange({ period: '1y', from: undefined, to: undefined })}>
              Show 12 months
            </Button>
          )
        )
      }
    >
      Each turn counts within a second of its end, those of the playground too.
    </EmptyState>
  );
}
