import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { AuditEvent } from '@jackfield/control-plane/rest-types';
import { useAuditEvents } from '../../api/audit-events.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { StaleNotice } from '../../parts/stale-notice.tsx';
import { When } from '../../parts/when.tsx';
import { actionWords, detailWords } from './audit-words.ts';

/** Who changed what, newest first. */
export function AuditPage(): ReactElement {
  const events = useAuditEvents();
  const items = (events.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <Page title="Audit" lead="Who changed what, and when. No credential is ever kept here.">
      {events.error && !events.data ? (
        <ProblemNotice error={events.error} onRetry={() => void events.refetch()} />
      ) : !events.data ? (
        <SkeletonRows count={10} what="audit events" />
      ) : items.length === 0 ? (
        <EmptyState title="Nothing has happened yet">
          Every change made here or over REST is kept, with who made it.
        </EmptyState>
      ) : (
        <>
          {events.error && <StaleNotice list={events} />}
          <div className="card overflow-clip">
            <table className="w-full border-separate border-spacing-0 text-left">
              <caption className="sr-only">Audit events, newest first</caption>
              <thead className="sticky top-13 z-10 text-sm text-muted lg:top-0">
                <tr>
                  {['When', 'Who', 'What', 'Details'].map((label) => (
                    <th
                      key={label}
                      scope="col"
                      className={`border-b border-line bg-surface px-4 py-2.5 font-medium ${label === 'Details' ? 'hidden lg:table-cell' : ''}`}
                    >
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {items.map((event) => (
                  <Row key={event.id} event={event} />
                ))}
              </tbody>
            </table>
          </div>
          {events.hasNextPage && (
            <div className="mt-4 text-center">
              <Button busy={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
                Show earlier events
              </Button>
            </div>
          )}
        </>
      )}
    </Page>
  );
}

function Row({ event }: { event: AuditEvent }): ReactElement {
  const cell = 'border-b border-line px-4 py-2.5 align-top group-last:border-b-0';
  return (
    <tr className="group hover:bg-hover">
      <td className={`${cell} text-muted`}>
        <When at={event.at} />
      </td>
      <td className={cell}>{event.actor}</td>
      <td className={cell}>
        {actionWords(event.action)} <Target target={event.target} />
      </td>
      <td className={`${cell} hidden max-w-md text-sm break-words text-muted lg:table-cell`}>
        {detailWords(event.details)}
      </td>
    </tr>
  );
}

function Target({ target }: { target: AuditEvent['target'] }): ReactElement {
  const name = target.name ?? target.id;
  const look = 'font-medium underline decoration-edge underline-offset-2 hover:decoration-ink';
  if (target.kind === 'agent') {
    return (
      <Link to="/agents/$agentId" params={{ agentId: target.id }} className={look}>
        {name}
      </Link>
    );
  }
  if (target.kind === 'connection') {
    return (
      <Link to="/connections/$connectionId" params={{ connectionId: target.id }} className={look}>
        {name}
      </Link>
    );
  }
  return <span className="font-medium">{name}</span>;
}
