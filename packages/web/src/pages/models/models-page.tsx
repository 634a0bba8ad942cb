import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ArrowDown, ArrowUp, CalendarClock, Search } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import type { Model } from '@jackfield/control-plane/rest-types';
import { useAgents } from '../../api/agents.ts';
import { useModels } from '../../api/models.ts';
import { count, dollars, tokens } from '../../model/amounts.ts';
import { findModels } from '../../model/find-models.ts';
import {
  costPerTurnWords,
  errorWords,
  firstTokenWords,
  useMeasuredHere,
  type MeasuredHere,
} from '../../model/measured-here.ts';
import { ModelBadges } from '../../model/model-badges.tsx';
import { pricePerThousandTurns } from '../../model/price-of-turns.ts';
import { buttonLook } from '../../parts/button.tsx';
import { classNames } from '../../parts/class-names.ts';
import { CopyableId } from '../../parts/copy-button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SidePanel } from '../../parts/side-panel.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { ModelDetails } from './model-details.tsx';
import { sortModels, type ModelSort } from './sort-models.ts';

/** The catalogue: every model on offer, with what it costs and how long it lives. */
export function ModelsPage(): ReactElement {
  const { model: opened } = useSearch({ from: '/shell/models' });
  const navigate = useNavigate({ from: '/models' });
  const models = useModels();
  const agents = useAgents();
  const measured = useMeasuredHere();
  const [query, setQuery] = useState('');
  const [sort, setSort] = useState<ModelSort>({ by: 'provider', down: false });
  const open = (model: string | undefined): void =>
    void navigate({ search: { model }, resetScroll: false });
  const usedBy = Map.groupBy(agents.data ?? [], (agent) => agent.model);
  const found = sortModels(findModels(models.data ?? [], query), sort, measured);
  const openedModel = models.data?.find((model) => model.id === opened) ?? null;
  return (
    <Page
      title="Models"
      lead="The catalogue your agents choose from. Prices are list prices, and lifecycles the vendors’ own, with where each was read. What is measured here comes from your agents’ turns, never from a vendor."
      actions={
        <Link to="/models/lifecycle" className={buttonLook('secondary')}>
          <CalendarClock aria-hidden size={15} /> Lifecycle
        </Link>
      }
    >
      {models.error && !models.data ? (
        <ProblemNotice error={models.error} onRetry={() => void models.refetch()} />
      ) : !models.data ? (
        <SkeletonRows count={10} what="models" />
      ) : (
        <>
          <div className="relative mb-4 sm:w-80">
            <Search aria-hidden size={15} className="absolute top-2.5 left-3 text-muted" />
            <input
              type="search"
              aria-label="Search models"
              placeholder="Name, provider or use"
              value={query}
              onChange={(event) => setQuery(event.target.value)}
              className="control pl-9"
            />
          </div>
          {found.length === 0 ? (
            <EmptyState title="No model matches">Try fewer words.</EmptyState>
          ) : (
            <ModelTable
              models={found}
              sort={sort}
              onSort={setSort}
              onOpen={open}
              measured={measured}
              agentsOn={(id) => usedBy.get(id)?.length ?? 0}
            />
          )}
        </>
      )}
      <SidePanel
        open={openedModel !== null}
        onClose={() => open(undefined)}
        title={openedModel?.name}
        lead={openedModel && <CopyableId id={openedModel.id} what="catalogue id" />}
      >
        {openedModel && (
          <ModelDetails model={openedModel} agents={usedBy.get(openedModel.id) ?? []} />
        )}
      </SidePanel>
    </Page>
  );
}

interface ModelTableProps {
  readonly models: readonly Model[];
  readonly sort: ModelSort;
  readonly onSort: (sort: ModelSort) => void;
  readonly onOpen: (id: string) => void;
  /** `null` until it is known. */
  readonly measured: ReadonlyMap<string, MeasuredHere> | null;
  readonly agentsOn: (id: string) => number;
}

function ModelTable({
  models,
  sort,
  onSort,
  onOpen,
  measured,
  agentsOn,
}: ModelTableProps): ReactElement {
  const head = (by: ModelSort['by'], label: string, className: string): ReactElement => {
    const active = sort.by === by;
    const Icon = active && sort.down ? ArrowDown : ArrowUp;
    return (
      <th
        scope="col"
        aria-sort={active ? (sort.down ? 'descending' : 'ascending') : 'none'}
        className={classNames('border-b border-line bg-surface px-2 py-2.5 font-medium', className)}
      >
        <button
          type="button"
          onClick={() => onSort({ by, down: active && !sort.down })}
          className="inline-flex items-center gap-1 px-2 hover:text-ink"
        >
          {label}
          <Icon aria-hidden size={12} className={active ? '' : 'opacity-0'} />
        </button>
      </th>
    );
  };
  return (
    <div className="card overflow-clip">
      <table className="w-full border-separate border-spacing-0 text-left">
        <caption className="sr-only">Models of the catalogue</caption>
        <thead className="sticky top-13 z-10 text-sm text-muted lg:top-0">
          <tr>
            {head('name', 'Model', '')}
            {head('provider', 'Provider', 'hidden md:table-cell')}
            {head('contextWindow', 'Context', 'hidden text-right sm:table-cell')}
            {head('price', '1,000 turns', 'text-right')}
            {head('firstToken', 'Measured here, 7 days', 'hidden text-right lg:table-cell')}
            <th
              scope="col"
              className="hidden border-b border-line bg-surface px-4 py-2.5 text-right font-medium lg:table-cell"
            >
              Agents
            </th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <tr key={model.id} className="group hover:bg-hover">
              <th
                scope="row"
                className="relative border-b border-line px-4 py-2.5 font-normal group-last:border-b-0"
              >
                <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
                  <button
                    type="button"
                    onClick={() => onOpen(model.id)}
                    className={classNames(
                      'text-left font-medium hover:underline',
                      !model.selectable && 'text-muted',
                    )}
                  >
                    {model.name}
                  </button>
                  <ModelBadges model={model} />
                </div>
                <p className="line-clamp-1 text-sm text-muted">{model.bestFor}</p>
              </th>
              <td className="hidden border-b border-line px-4 py-2.5 text-muted group-last:border-b-0 md:table-cell">
                {model.providerName}
              </td>
              <td className="hidden border-b border-line px-4 py-2.5 text-right group-last:border-b-0 sm:table-cell">
                {model.contextWindow === null ? <Absent /> : tokens(model.contextWindow)}
              </td>
              <td className="border-b border-line px-4 py-2.5 text-right group-last:border-b-0">
                {model.price === null ? <Absent /> : dollars(pricePerThousandTurns(model.price))}
              </td>
              <td className="hidden border-b border-line px-4 py-2.5 text-right group-last:border-b-0 lg:table-cell">
                {measured !== null && <Measured of={measured.get(model.id)} />}
              </td>
              <td className="hidden border-b border-line px-4 py-2.5 text-right text-muted group-last:border-b-0 lg:table-cell">
                {count(agentsOn(model.id))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Measured({ of }: { of: MeasuredHere | undefined }): ReactElement {
  if (of === undefined) return <span className="text-sm text-muted">no data yet</span>;
  return (
    <>
      <span className="whitespace-nowrap">{firstTokenWords(of)}</span>
      <span className="block text-sm text-muted">
        {errorWords(of)} · {costPerTurnWords(of)} · {count(of.turns)} turns
      </span>
    </>
  );
}

function Absent(): ReactElement {
  return (
    <span className="text-muted">
      <span aria-hidden>–</span>
      <span className="sr-only">not published</span>
    </span>
  );
}
