import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import {
  lazy,
  memo,
  Suspense,
  useCallback,
  useDeferredValue,
  useMemo,
  type ReactElement,
} from 'react';
import { useAgents } from '../../api/agents.ts';
import { useConnections } from '../../api/connections.ts';
import { useMe, useObstacle } from '../../api/rights.ts';
import { useModels } from '../../api/models.ts';
import { useStatus } from '../../api/status.ts';
import { useUsage } from '../../api/usage.ts';
import { circuitsByModel } from '../../model/lamp-state.ts';
import { count } from '../../model/amounts.ts';
import { DyingModelsBanner } from '../../model/dying-models-banner.tsx';
import { failingModels } from '../../model/failing-models.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { loadAhead } from '../../parts/load-ahead.ts';
import { OnceWanted } from '../../parts/once-wanted.tsx';
import { Page } from '../../parts/page.tsx';
import { pageOf, Pages } from '../../parts/pages.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { Board } from './board.tsx';
import { isBundled } from './board-bundles.ts';
import { boardRows, findRows, type BoardRow } from './board-rows.ts';
import type { BoardSearch } from './board-search.ts';
import { BoardFilters } from './board-filters.tsx';
import { NoAgent } from './no-agent.tsx';

/** Not needed for the first view of a board with agents. */
const FirstRun = lazy(async () => ({ default: (await import('./first-run.tsx')).FirstRun }));
const loadNewAgent = () => import('./new-agent-panel.tsx');
const NewAgentPanel = lazy(async () => ({ default: (await loadNewAgent()).NewAgentPanel }));

const pollMs = 5_000;
/** Checks run by the hour. */
const connectionsPollMs = 30_000;
const rowsPerPage = 50;

export function BoardPage(): ReactElement {
  const search = useSearch({ from: '/shell/' });
  const navigate = useNavigate({ from: '/' });
  const agents = useAgents(pollMs);
  const usage = useUsage(pollMs);
  const models = useModels();
  const status = useStatus();
  const connections = useConnections(connectionsPollMs);
  const rows = useMemo(
    () =>
      boardRows(
        agents.data ?? [],
        models.data ?? [],
        usage.data ?? [],
        failingModels(connections.data ?? []),
        circuitsByModel(status.data?.models ?? []),
      ),
    [agents.data, models.data, usage.data, connections.data, status.data],
  );
  // What was typed or pressed is seen at once; a board of a thousand follows.
  const shown = useDeferredValue(search);
  const found = useMemo(() => findRows(rows, shown), [rows, shown]);
  const look = useCallback(
    (change: BoardSearch): void =>
      void navigate({
        search: (before) => ({ ...before, page: undefined, ...change }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const problem = agents.error ?? models.error;
  const obstacle = useObstacle('editor');
  // Only an admin can take the first steps: they begin with what lets traffic out.
  const firstRun =
    useMe()?.role === 'admin' &&
    agents.data !== undefined &&
    agents.data.length < 5 &&
    agents.data.every((agent) => agent.model === null);
  return (
    <Page
      title="Board"
      lead={firstRun || rows.length === 0 ? undefined : <Summary rows={rows} />}
      actions={
        firstRun ? undefined : (
          <>
            {obstacle !== null && (
              <p id="new-agent-obstacle" className="text-sm text-muted">
                {obstacle}
              </p>
            )}
            <Button
              kind="primary"
              disabled={obstacle !== null}
              aria-describedby={obstacle === null ? undefined : 'new-agent-obstacle'}
              onPointerEnter={() => loadAhead(loadNewAgent)}
              onFocus={() => loadAhead(loadNewAgent)}
              onClick={() => look({ new: true })}
            >
              <Plus aria-hidden size={16} /> New agent
            </Button>
          </>
        )
      }
    >
      {problem && !(agents.data && models.data) ? (
        <ProblemNotice
          error={problem}
          onRetry={() => {
            void agents.refetch();
            void models.refetch();
          }}
        />
      ) : !agents.data || !models.data ? (
        <SkeletonRows count={8} what="the board" />
      ) : agents.data.length === 0 && !firstRun ? (
        <NoAgent models={models.data} onNewAgent={() => look({ new: true })} />
      ) : firstRun ? (
        <Suspense fallback={<SkeletonRows count={8} what="the board" />}>
          <FirstRun agents={agents.data} />
        </Suspense>
      ) : (
        <div className="space-y-4">
          <DyingModelsBanner />
          {problem && <ProblemNotice error={problem} />}
          <BoardFilters rows={rows} search={search} onChange={look} />
          <Found rows={found} search={shown} onChange={look} />
        </div>
      )}
      <OnceWanted wanted={search.new === true && obstacle === null}>
        <NewAgentPanel
          open={search.new === true && obstacle === null}
          onClose={() => look({ new: undefined })}
        />
      </OnceWanted>
    </Page>
  );
}

const Found = memo(function Found({
  rows,
  search,
  onChange,
}: {
  rows: BoardRow[];
  search: BoardSearch;
  onChange: (change: BoardSearch) => void;
}): ReactElement {
  if (rows.length === 0) {
    return (
      <EmptyState
        title="No agent matches"
        action={
          <Button
            onClick={() =>
              onChange({ q: undefined, lamp: undefined, model: undefined, project: undefined })
            }
          >
            Show every agent
          </Button>
        }
      >
        Nothing on the board fits this search.
      </EmptyState>
    );
  }
  if (isBundled(rows, search)) {
    return <Board bundled rows={rows} all={rows} search={search} onChange={onChange} />;
  }
  const shown = pageOf(rows, search.page ?? 1, rowsPerPage);
  return (
    <>
      <Board bundled={false} rows={shown.rows} all={rows} search={search} onChange={onChange} />
      <Pages
        label="Pages of the board"
        items="agents"
        shown={shown}
        onPage={(page) => onChange({ page })}
      />
    </>
  );
});

function Summary({ rows }: { rows: readonly BoardRow[] }): ReactElement {
  const attention = rows.filter(
    (row) => row.lamp.kind === 'red' || row.lamp.kind === 'amber',
  ).length;
  const models = new Set(rows.map((row) => row.agent.model).filter((model) => model !== null)).size;
  return (
    <p className="figures">
      {plural(rows.length, 'agent')} on {plural(models, 'model')}.{' '}
      {attention > 0 ? (
        <Link
          to="/"
          search={{ lamp: 'attention', sort: 'state' }}
          className="font-medium text-warn-ink underline underline-offset-2"
        >
          {attention === 1 ? 'One needs' : `${count(attention)} need`} your attention
        </Link>
      ) : (
        'Nothing needs your attention.'
      )}
    </p>
  );
}

function plural(amount: number, word: string): string {
  return `${count(amount)} ${word}${amount === 1 ? '' : 's'}`;
}
