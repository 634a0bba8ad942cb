import { Link, Outlet, useLocation, useParams } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { useEffect, useRef, type ReactElement } from 'react';
import { useAgent } from '../../api/agents.ts';
import { toProblem } from '../../api/api-problem.ts';
import { ProjectName } from '../../model/project-name.tsx';
import { buttonLook } from '../../parts/button.tsx';
import { CopyableId } from '../../parts/copy-button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { utcMoment } from '../../parts/when.tsx';
import { agentTabs } from './agent-tabs.ts';

/** Whether its budget stops it may change at any time. */
const pollMs = 10_000;

/** One agent's settings: which agent, and the parts of its settings. */
export function AgentLayout(): ReactElement {
  const { agentId } = useParams({ from: '/shell/agents/$agentId' });
  const agent = useAgent(agentId, pollMs);
  const { pathname } = useLocation();
  const tabBar = useRef<HTMLElement>(null);
  // On a phone the tabs don't all fit: bring the open one into view.
  useEffect(() => {
    const tab = tabBar.current?.querySelector(`a[href="${CSS.escape(pathname)}"]`);
    tab?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  if (agent.error && !agent.data) {
    return (
      <div className="mx-auto max-w-xl px-4 py-16">
        <h1 className="sr-only">Agent Settings</h1>
        {toProblem(agent.error).status === 404 ? (
          <EmptyState
            title="No such agent"
            action={
              <Link to="/" className={buttonLook('primary')}>
                Go to the board
              </Link>
            }
          >
            It may have been deleted. The board shows every agent there is.
          </EmptyState>
        ) : (
          <ProblemNotice error={agent.error} onRetry={() => void agent.refetch()} />
        )}
      </div>
    );
  }
  return (
    <>
      <header className="border-b border-line bg-surface">
        <div className="mx-auto max-w-[92rem] px-4 pt-5 sm:px-6 lg:px-8">
          <nav aria-label="Breadcrumb">
            <ol className="flex items-center gap-1.5 text-sm text-muted">
              <li>
                <Link to="/" className="hover:text-ink hover:underline">
                  Board
                </Link>
              </li>
              <li aria-hidden>
                <ChevronRight size={13} />
              </li>
              <li>Agent Settings</li>
            </ol>
          </nav>
          <div className="mt-1 flex min-h-8 flex-wrap items-baseline gap-x-3">
            {agent.data ? (
              <>
                <p className="text-2xl font-semibold tracking-tight">{agent.data.name}</p>
                <CopyableId id={agent.data.slug} what="slug" />
                <ProjectName id={agent.data.projectId} />
              </>
            ) : (
              <Skeleton className="h-7 w-48" />
            )}
          </div>
          <nav ref={tabBar} aria-label="Agent Settings" className="-mx-1 mt-3 overflow-x-auto">
            <ul className="flex gap-1">
              {agentTabs.map(({ to, label }) => (
                <li key={to}>
                  <Link
                    to={to}
                    params={{ agentId }}
                    activeOptions={{ exact: true, includeSearch: false }}
                    className="block border-b-2 border-transparent px-3 py-2.5 font-medium whitespace-nowrap text-muted -outline-offset-2 hover:text-ink aria-[current=page]:border-brass aria-[current=page]:text-ink"
                  >
                    {label}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
        </div>
      </header>
      <div className="mx-auto max-w-[92rem] px-4 py-6 sm:px-6 lg:px-8">
        {agent.data?.stoppedUntil && !pathname.endsWith('/budget') && (
          <div role="status" className="mb-6">
            <Notice
              tone="bad"
              title={`Its budget is spent: turns are refused until ${utcMoment(agent.data.stoppedUntil)}`}
            >
              <Link to="/agents/$agentId/budget" params={{ agentId }} className="underline">
                See the budget
              </Link>
            </Notice>
          </div>
        )}
        <Outlet />
      </div>
    </>
  );
}
