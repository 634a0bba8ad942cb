import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Connection } from '@jackfield/control-plane/rest-types';
import { useConnections } from '../../api/connections.ts';
import { Button } from '../../parts/button.tsx';
import { CopyableId } from '../../parts/copy-button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SidePanel } from '../../parts/side-panel.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { AllowedEndpoints } from './allowed-endpoints.tsx';
import { ConnectionForm } from './connection-form.tsx';

/** Models people bring: the list, and a panel to connect or change one. */
export function ConnectionsPage(): ReactElement {
  const { connection: opened } = useSearch({ from: '/shell/connections' });
  const navigate = useNavigate({ from: '/connections' });
  const connections = useConnections();
  const open = (connection: string | undefined): void => void navigate({ search: { connection } });
  const saved = connections.data?.find((connection) => connection.id === opened) ?? null;
  const add = (
    <Button kind="primary" onClick={() => open('new')}>
      <Plus aria-hidden size={16} /> Connect an endpoint
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
        <ConnectionTable connections={connections.data} onOpen={open} />
      )}
      <AllowedEndpoints />
      <SidePanel
        open={opened === 'new' || saved !== null}
        onClose={() => open(undefined)}
        title={saved ? saved.name : 'Connect an endpoint'}
        lead={
          saved ? (
            <CopyableId id={saved.model} what="catalogue id" />
          ) : (
            'Any server that answers POST in OpenAI’s chat/completions format.'
          )
        }
      >
        <ConnectionForm key={opened} saved={saved} onDone={() => open(undefined)} />
      </SidePanel>
    </Page>
  );
}

const methods = { 'x-api-key': 'x-api-key', bearer: 'Bearer token', none: 'none' } as const;

function ConnectionTable({
  connections,
  onOpen,
}: {
  connections: readonly Connection[];
  onOpen: (id: string) => void;
}): ReactElement {
  return (
    <div className="card overflow-x-auto">
      <table className="w-full text-left">
        <caption className="sr-only">Connected endpoints</caption>
        <thead className="text-sm text-muted">
          <tr className="border-b border-line whitespace-nowrap">
            <th scope="col" className="px-4 py-2.5 font-medium">
              Name
            </th>
            <th scope="col" className="hidden px-4 py-2.5 font-medium md:table-cell">
              Model ID
            </th>
            <th scope="col" className="hidden px-4 py-2.5 font-medium lg:table-cell">
              Authorised by
            </th>
            <th scope="col" className="hidden px-4 py-2.5 font-medium lg:table-cell">
              Streaming
            </th>
            <th scope="col" className="px-4 py-2.5 font-medium">
              Used by
            </th>
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <tr key={connection.id} className="border-b border-line last:border-b-0 hover:bg-hover">
              <th scope="row" className="w-[38%] max-w-0 px-4 py-2.5 font-normal">
                <button
                  type="button"
                  onClick={() => onOpen(connection.id)}
                  className="block max-w-full truncate text-left font-medium hover:underline"
                >
                  {connection.name}
                </button>
                <span className="block truncate font-mono text-xs text-muted">
                  {connection.url}
                </span>
              </th>
              <td className="hidden max-w-56 truncate px-4 py-2.5 font-mono text-sm md:table-cell">
                {connection.modelId}
              </td>
              <td className="hidden px-4 py-2.5 whitespace-nowrap text-muted lg:table-cell">
                {methods[connection.auth.method]}
              </td>
              <td className="hidden px-4 py-2.5 whitespace-nowrap text-muted lg:table-cell">
                {connection.streaming ? 'yes' : 'no'}
              </td>
              <td className="px-4 py-2.5">
                <UsedBy agents={connection.usedBy} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function UsedBy({ agents }: { agents: Connection['usedBy'] }): ReactElement {
  if (agents.length === 0) return <span className="text-muted">no agent yet</span>;
  return (
    <span className="flex flex-wrap gap-x-2">
      {agents.slice(0, 3).map((agent) => (
        <Link
          key={agent.id}
          to="/agents/$agentId"
          params={{ agentId: agent.id }}
          className="underline decoration-edge underline-offset-2 hover:decoration-ink"
        >
          {agent.name}
        </Link>
      ))}
      {agents.length > 3 && <span className="text-muted">and {agents.length - 3} more</span>}
    </span>
  );
}
