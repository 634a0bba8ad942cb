import { Search, X } from 'lucide-react';
import type { ReactElement } from 'react';
import { count } from '../../model/amounts.ts';
import { ProjectFilter } from '../../model/project-filter.tsx';
import { Button } from '../../parts/button.tsx';
import { classNames } from '../../parts/class-names.ts';
import { Lamp } from '../../parts/lamp.tsx';
import { isBundled } from './board-bundles.ts';
import type { BoardRow } from './board-rows.ts';
import type { BoardLamp, BoardSearch } from './board-search.ts';

const filters: readonly { lamp: BoardLamp | undefined; label: string }[] = [
  { lamp: undefined, label: 'All' },
  { lamp: 'red', label: 'Faults' },
  { lamp: 'amber', label: 'Warnings' },
  { lamp: 'green', label: 'Answering' },
  { lamp: 'hollow', label: 'Quiet' },
];

interface BoardFiltersProps {
  readonly rows: readonly BoardRow[];
  readonly search: BoardSearch;
  readonly onChange: (change: BoardSearch) => void;
}

export function BoardFilters({ rows, search, onChange }: BoardFiltersProps): ReactElement {
  const model =
    search.model === undefined
      ? undefined
      : rows.find((row) => row.agent.model === search.model)?.model;
  return (
    <div role="search" aria-label="Agents" className="flex flex-wrap items-center gap-3">
      <div className="relative w-full sm:w-60">
        <Search aria-hidden size={15} className="absolute top-2.5 left-3 text-muted" />
        <input
          type="search"
          aria-label="Search agents"
          placeholder="Agent or model"
          value={search.q ?? ''}
          onChange={(event) => onChange({ q: event.target.value || undefined })}
          className="control pl-9"
        />
      </div>
      <ProjectFilter project={search.project} onProject={(project) => onChange({ project })} />
      <div role="group" aria-label="State" className="flex flex-wrap gap-1">
        {filters.map(({ lamp, label }) => {
          const amount =
            lamp === undefined ? rows.length : rows.filter((row) => row.lamp.kind === lamp).length;
          const pressed =
            search.lamp === lamp ||
            (search.lamp === 'attention' && (lamp === 'red' || lamp === 'amber'));
          return (
            <button
              key={label}
              type="button"
              aria-pressed={pressed}
              onClick={() => onChange({ lamp: pressed ? undefined : lamp })}
              className={classNames(
                'figures flex h-9 items-center gap-2 rounded-md border px-3 text-sm font-medium',
                pressed
                  ? 'border-brass bg-brass-soft text-ink'
                  : 'border-transparent text-muted hover:bg-hover hover:text-ink',
              )}
            >
              {lamp !== undefined && lamp !== 'attention' && <Lamp kind={lamp} size={10} />}
              {label}
              <span className="font-normal text-muted">{count(amount)}</span>
            </button>
          );
        })}
      </div>
      {(isBundled(rows, search) || search.every) && (
        <Button
          kind="quiet"
          className="ml-auto"
          onClick={() => onChange({ every: search.every ? undefined : true })}
        >
          {search.every ? 'Group by model' : 'Every agent'}
        </Button>
      )}
      {search.model !== undefined && (
        <button
          type="button"
          onClick={() => onChange({ model: undefined })}
          className="flex h-9 items-center gap-2 rounded-md border border-brass bg-brass-soft px-3 text-sm font-medium"
        >
          on {model?.name ?? search.model}
          <X aria-hidden size={13} />
          <span className="sr-only">Show agents on any model</span>
        </button>
      )}
    </div>
  );
}
