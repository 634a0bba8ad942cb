import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import type { ReactElement } from 'react';
import { useConnections } from '../../api/connections.ts';
import { buttonLook } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { AllowedEndpoints } from './allowed-endpoints.tsx';
import { ConnectionTable } from './connection-table.tsx';

const pollMs = 30_000;

/** Models people bring: the list, and how each does. */
export function ConnectionsPage(): ReactElement {
  const connections = useConnections(pollMs);
  const add = (
    <Link to="/connections/new" className={buttonLook('primary')}>
      <Plus aria-hidden size={16} /> Connect an endpoint
    </Link>
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
        <ConnectionTable connections={connections.data} />
      )}
      <AllowedEndpoints />
    </Page>
  );
}
