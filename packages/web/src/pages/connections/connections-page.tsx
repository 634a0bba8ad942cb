import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { useConnections } from '../../api/connections.ts';
import { useObstacle } from '../../api/rights.ts';
import { ProjectFilter } from '../../model/project-filter.tsx';
import { Button, buttonLook } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { pageOf, Pages } from '../../parts/pages.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { AllowedEndpoints } from './allowed-endpoints.tsx';
import { ConnectionTable } from './connection-table.tsx';

const pollMs = 30_000;
const rowsPerPage = 50;

/** Models people bring: the list, and how each does. */
export function ConnectionsPage(): ReactElement {
  const { project } = useSearch({ from: '/shell/connections' });
  const navigate = useNavigate({ from: '/connections' });
  const connections = useConnections(pollMs);
  const obstacle = useObstacle('editor');
  const [asked, setAsked] = useState(1);
  const look = (chosen: string | undefined): void => {
    setAsked(1);
    void navigate({ search: { project: chosen }, replace: true, resetScroll: false });
  };
  // What is shared is a project's too: its agents may use it.
  const shown = (connections.data ?? []).filter(
    (each) => project === undefined || each.shared || each.projectId === project,
  );
  const page = pageOf(shown, asked, rowsPerPage);
  const words = (
    <>
      <Plus aria-hidden size={16} /> Connect an endpoint
    </>
  );
  const add =
    obstacle === null ? (
      <Link to="/connections/new" className={buttonLook('primary')}>
        {words}
      </Link>
    ) : (
      <Button kind="primary" obstacle={obstacle}>
        {words}
      </Button>
    );
  return (
    <Page
      title="Connections"
      lead="Bring your own model: an endpoint of yours that speaks OpenAI’s chat/completions format. Once connected, it is treated like any other model."
      actions={connections.data?.length ? add : undefined}
    >
      {connections.error && !connections.data ? (
        <ProblemNotice error={connections.error} onRetry={() => void connections.refetch()} />
      ) : !connections.data ? (
        <SkeletonRows count={3} what="connections" />
      ) : connections.data.length === 0 ? (
        <EmptyState title="No endpoint is connected" action={add}>
          You need its URL, the model ID it expects, and how it wants to be authorised.
        </EmptyState>
      ) : (
        <div className="space-y-4">
          {connections.error && (
            <ProblemNotice error={connections.error} onRetry={() => void connections.refetch()} />
          )}
          <ProjectFilter project={project} onProject={look} />
          {shown.length === 0 ? (
            <EmptyState
              title="No connection in this project"
              action={<Button onClick={() => look(undefined)}>Show every project</Button>}
            >
              Its agents use the catalogue’s models, or what is connected for it next.
            </EmptyState>
          ) : (
            <>
              <ConnectionTable connections={page.rows} />
              <Pages
                label="Pages of the connections"
                items="connections"
                shown={page}
                onPage={setAsked}
              />
            </>
          )}
        </div>
      )}
      <AllowedEndpoints />
    </Page>
  );
}
