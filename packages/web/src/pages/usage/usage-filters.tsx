import type { ReactElement } from 'react';
import { useAgents } from '../../api/agents.ts';
import { useModels } from '../../api/models.ts';
import { ProjectFilter } from '../../model/project-filter.tsx';
import { classNames } from '../../parts/class-names.ts';
import { useNow } from '../../parts/now.ts';
import { SelectField } from '../../parts/select-field.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { dayOf, periodFault, periodNames, usagePeriod } from './usage-period.ts';
import { namedPeriods, type UsageSearch } from './usage-search.ts';

/** Of which time, agent, model and project; all of it stands in the URL. */
export function UsageFilters({
  search,
  onChange,
}: {
  search: UsageSearch;
  onChange: (change: UsageSearch) => void;
}): ReactElement {
  const now = useNow();
  const agents = useAgents().data ?? [];
  const models = useModels().data ?? [];
  const period = search.period ?? '7d';
  const chooseOwn = (): void => {
    const { from, to } = usagePeriod(search, now);
    onChange({ period: 'custom', from: dayOf(from), to: dayOf(to - 1) });
  };
  return (
    <div role="search" aria-label="Usage" className="mb-6 flex flex-wrap items-end gap-x-4 gap-y-3">
      <div role="group" aria-label="Period" className="flex flex-wrap gap-1">
        {[...namedPeriods, 'custom' as const].map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={period === name}
            onClick={() =>
              name === 'custom'
                ? chooseOwn()
                : onChange({ period: name, from: undefined, to: undefined })
            }
            className={classNames(
              'h-9 rounded-md border px-3 text-sm font-medium',
              period === name
                ? 'border-brass bg-brass-soft text-ink'
                : 'border-transparent text-muted hover:bg-hover hover:text-ink',
            )}
          >
            {name === 'custom' ? 'Other days' : periodNames[name]}
          </button>
        ))}
      </div>
      <div className="w-44">
        <SelectField
          bare
          label="Agent"
          value={search.agent ?? ''}
          onValue={(agent) => onChange({ agent: agent || undefined })}
          choices={choices('Every agent', search.agent, agents)}
        />
      </div>
      <div className="w-44">
        <SelectField
          bare
          label="Model"
          value={search.model ?? ''}
          onValue={(model) => onChange({ model: model || undefined })}
          choices={choices('Every model', search.model, models)}
        />
      </div>
      <ProjectFilter project={search.project} onProject={(project) => onChange({ project })} />
      {period === 'custom' && <OwnDays search={search} today={dayOf(now)} onChange={onChange} />}
    </div>
  );
}

function OwnDays({
  search,
  today,
  onChange,
}: {
  search: UsageSearch;
  today: string;
  onChange: (change: UsageSearch) => void;
}): ReactElement {
  const fault = periodFault(search);
  const choose = (end: 'from' | 'to') => (text: string) => onChange({ [end]: text || undefined });
  return (
    <div className="flex w-full flex-wrap items-end gap-x-4 gap-y-2">
      <TextField
        label="First day"
        type="date"
        max={today}
        value={search.from ?? ''}
        onValue={choose('from')}
      />
      <TextField
        label="Last day"
        type="date"
        max={today}
        value={search.to ?? ''}
        onValue={choose('to')}
      />
      {fault !== null && (
        <p role="status" className="pb-2 text-sm font-medium text-bad-ink">
          {fault} Until then, the last 7 days are shown.
        </p>
      )}
    </div>
  );
}

/** What the URL names is among them even if it is gone. */
function choices(
  all: string,
  chosen: string | undefined,
  known: readonly { readonly id: string; readonly name: string }[],
): { value: string; label: string }[] {
  const named = known.map(({ id, name }) => ({ value: id, label: name }));
  const gone = chosen !== undefined && known.every(({ id }) => id !== chosen);
  return [{ value: '', label: all }, ...named, ...(gone ? [{ value: chosen, label: chosen }] : [])];
}
