import { Link } from '@tanstack/react-router';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import type { Usage } from '@jackfield/control-plane/rest-types';
import { useAgents } from '../../api/agents.ts';
import { useModels } from '../../api/models.ts';
import { useUsageOf, type UsageQuestion } from '../../api/usage.ts';
import { count } from '../../model/amounts.ts';
import { nameOrder } from '../../model/name-order.ts';
import { Button } from '../../parts/button.tsx';
import { classNames } from '../../parts/class-names.ts';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { DownloadCsv } from './download-csv.tsx';
import { csvHeader, csvRow, usageColumns } from './usage-columns.ts';
import { usageBys, type UsageBy, type UsageSearch } from './usage-search.ts';

const shownAtFirst = 25;

const byNames: Readonly<Record<UsageBy, string>> = {
  agent: 'Agent',
  model: 'Model',
  connection: 'Connection',
  provider: 'Provider',
};

/** Who the turns were for, or which model carried them, the busiest first; a name narrows the page to it. */
export function UsageBreakdown({
  question,
  by,
  fileName,
  onBy,
}: {
  question: UsageQuestion;
  by: UsageBy;
  fileName: string;
  onBy: (by: UsageBy) => void;
}): ReactElement {
  return (
    <section aria-labelledby="breakdown">
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <h2 id="breakdown" className="text-lg font-semibold">
          By
        </h2>
        <div role="group" aria-label="Count by" className="mr-auto flex flex-wrap gap-1">
          {usageBys.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={by === name}
              onClick={() => onBy(name)}
              className={classNames(
                'h-8 rounded-md border px-2.5 text-sm font-medium',
                by === name
                  ? 'border-brass bg-brass-soft text-ink'
                  : 'border-transparent text-muted hover:bg-hover hover:text-ink',
              )}
            >
              {byNames[name]}
            </button>
          ))}
        </div>
      </div>
      {/* Another dimension is sorted and cut anew. */}
      <Groups key={by} question={question} by={by} fileName={fileName} />
    </section>
  );
}

interface Group {
  readonly id: string;
  readonly name: string;
  readonly narrows: UsageSearch | null;
  readonly usage: Usage;
}

function Groups({
  question,
  by,
  fileName,
}: {
  question: UsageQuestion;
  by: UsageBy;
  fileName: string;
}): ReactElement {
  const usage = useUsageOf({ ...question, by });
  const name = useNames();
  const [sort, setSort] = useState({ label: 'Turns', down: true });
  const [all, setAll] = useState(false);
  if (usage.error && !usage.data) {
    return <ProblemNotice error={usage.error} onRetry={() => void usage.refetch()} />;
  }
  if (!usage.data) return <SkeletonRows count={6} what={`usage by ${by}`} />;
  const groups = sorted(
    usage.data.map((item) => groupOf(item, by, name)),
    sort,
  );
  const turnsMax = Math.max(1, ...groups.map((group) => group.usage.turns));
  const shown = all ? groups : groups.slice(0, shownAtFirst);
  const cell = 'border-b border-line px-4 py-2.5 whitespace-nowrap';
  const head = (label: string, left = false): ReactElement => {
    const active = sort.label === label;
    const Icon = active && !sort.down ? ArrowUp : ArrowDown;
    return (
      <th
        key={label}
        scope="col"
        aria-sort={active ? (sort.down ? 'descending' : 'ascending') : 'none'}
        className={classNames(cell, 'font-medium', left && 'sticky left-0 bg-surface text-left')}
      >
        <button
          type="button"
          onClick={() => setSort({ label, down: active ? !sort.down : !left })}
          className="inline-flex items-center gap-1 hover:text-ink"
        >
          {label}
          <Icon aria-hidden size={12} className={active ? '' : 'opacity-0'} />
        </button>
      </th>
    );
  };
  return (
    <>
      <div
        className="card overflow-x-auto"
        role="region"
        aria-label={`Usage by ${by}`}
        tabIndex={0}
      >
        <table className="figures w-full border-separate border-spacing-0 text-right">
          <caption className="sr-only">Usage by {by}</caption>
          <thead className="text-sm text-muted">
            <tr>
              {head(byNames[by], true)}
              {usageColumns.map(({ label }) => head(label))}
            </tr>
          </thead>
          <tbody>
            {shown.map((group) => (
              <tr key={group.id} className="hover:bg-hover">
                <th
                  scope="row"
                  className={classNames(
                    cell,
                    'sticky left-0 w-40 max-w-40 min-w-40 bg-surface text-left font-medium sm:w-52 sm:max-w-52 sm:min-w-52',
                  )}
                >
                  <GroupName group={group} />
                  <div aria-hidden className="mt-1 h-1 rounded-full bg-sunken">
                    <div
                      className="h-1 rounded-full bg-brass-bright"
                      style={{ width: `${(100 * group.usage.turns) / turnsMax}%` }}
                    />
                  </div>
                </th>
                {usageColumns.map(({ label, words }) => (
                  <td key={label} className={cell}>
                    {words(group.usage)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="mt-3 flex flex-wrap gap-2">
        {shown.length < groups.length && (
          <Button small onClick={() => setAll(true)}>
            Show all {count(groups.length)}
          </Button>
        )}
        <DownloadCsv
          name={`usage-by-${by}-${fileName}`}
          what={`usage by ${by}`}
          rows={() => [
            [byNames[by], 'Id', ...csvHeader],
            ...groups.map((group) => [group.name, group.id, ...csvRow(group.usage)]),
          ]}
        />
      </div>
    </>
  );
}

function GroupName({ group: { name, narrows } }: { group: Group }): ReactElement {
  if (narrows === null) {
    return (
      <span title={name} className="block truncate">
        {name}
      </span>
    );
  }
  return (
    <Link
      from="/usage"
      to="/usage"
      search={(before) => ({ ...before, ...narrows })}
      resetScroll={false}
      title={name}
      className="block truncate underline decoration-edge underline-offset-2 hover:decoration-ink"
    >
      {name}
    </Link>
  );
}

function useNames(): (id: string) => string {
  const agents = useAgents();
  const models = useModels();
  const names = new Map(
    [...(agents.data ?? []), ...(models.data ?? [])].map((one) => [one.id, one.name]),
  );
  return (id) => names.get(id) ?? id;
}

function groupOf(usage: Usage, by: UsageBy, name: (id: string) => string): Group {
  switch (by) {
    case 'agent': {
      const id = usage.agentId ?? '';
      return { id, name: name(id), narrows: { agent: id, by: 'model' }, usage };
    }
    case 'model': {
      const id = usage.model ?? '';
      return { id, name: name(id), narrows: { model: id, by: 'agent' }, usage };
    }
    case 'connection': {
      const id = usage.connectionId ?? '';
      if (id === '') return { id, name: 'Models of the catalogue', narrows: null, usage };
      const model = `byom/${id}`;
      return { id, name: name(model), narrows: { model, by: 'agent' }, usage };
    }
    case 'provider': {
      const id = usage.provider ?? '';
      return { id, name: id === 'byom' ? 'Your own models' : id, narrows: null, usage };
    }
  }
}

function sorted(
  groups: readonly Group[],
  { label, down }: { readonly label: string; readonly down: boolean },
): Group[] {
  const column = usageColumns.find((one) => one.label === label);
  const byName = (one: Group, other: Group): number => nameOrder(one.name, other.name);
  const turn = down ? -1 : 1;
  if (column === undefined) return groups.toSorted((one, other) => turn * byName(one, other));
  return groups.toSorted((one, other) => {
    const [left, right] = [column.value(one.usage), column.value(other.usage)];
    // What isn't known comes last either way.
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return turn * (left - right) || byName(one, other);
  });
}
