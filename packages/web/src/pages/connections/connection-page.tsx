import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { CheckReport, Connection } from '@jackfield/control-plane/rest-types';
import { useEndpointCheck, type EndpointCheck } from '../../api/check-endpoint.ts';
import {
  useChangeConnection,
  useConnection,
  useConnectionCheck,
  useConnectionChecks,
} from '../../api/connections.ts';
import { useConnectionObstacle } from '../../api/rights.ts';
import { Button, buttonLook } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { notify, notifyProblem } from '../../parts/toasts.tsx';
import { When } from '../../parts/when.tsx';
import { CheckHistory } from './check-history.tsx';
import { ConnectionBreadcrumb } from './connection-breadcrumb.tsx';
import { ConnectionFacts } from './connection-facts.tsx';
import { ConnectionGate } from './connection-gate.tsx';
import { EndpointProblem } from '../../parts/endpoint-problem.tsx';
import { ConnectionInFlight } from './connection-in-flight.tsx';
import { ConnectionRepairs } from './connection-repairs.tsx';
import { ConnectionState } from './connection-state.tsx';
import { DeleteConnection } from './delete-connection.tsx';
import { ReportView } from './report/report-view.tsx';
import { CheckProgress } from './wizard/check-progress.tsx';

/** One connection: what it is, how its last check went, and all checks that are kept. */
export function ConnectionPage(): ReactElement {
  const { connectionId } = useParams({ from: '/shell/connections/$connectionId' });
  const connection = useConnection(connectionId);
  const check = useEndpointCheck();
  const navigate = useNavigate();
  const checkNow = (): void => {
    void navigate({
      to: '/connections/$connectionId',
      params: { connectionId },
      search: {},
      replace: true,
    });
    check.start({ kind: 'saved', id: connectionId });
  };
  return (
    <Page
      above={<ConnectionBreadcrumb />}
      title={connection.data?.name ?? 'Connection'}
      lead={connection.data && <ConnectionState connection={connection.data} />}
      actions={
        connection.data && (
          <Actions
            connection={connection.data}
            checking={check.state === 'running'}
            onCheck={checkNow}
          />
        )
      }
    >
      <ConnectionGate query={connection}>
        {(saved) => (
          <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
            <div className="space-y-5">
              <Findings connection={saved} check={check} onCheck={checkNow} />
            </div>
            <div className="space-y-8">
              <ConnectionFacts connection={saved} />
              <CheckHistory connection={saved} />
              <ConnectionRepairs connection={saved} />
              <ConnectionInFlight connection={saved} />
              <DeleteConnection
                connection={saved}
                onDeleted={() => void navigate({ to: '/connections' })}
              />
            </div>
          </div>
        )}
      </ConnectionGate>
    </Page>
  );
}

function Actions({
  connection,
  checking,
  onCheck,
}: {
  connection: Connection;
  checking: boolean;
  onCheck: () => void;
}): ReactElement {
  const obstacle = useConnectionObstacle(connection);
  return (
    <>
      {obstacle === null ? (
        <Link
          to="/connections/$connectionId/edit"
          params={{ connectionId: connection.id }}
          className={buttonLook()}
        >
          Edit
        </Link>
      ) : (
        <Button obstacle={obstacle}>Edit</Button>
      )}
      <Button kind="primary" obstacle={obstacle} busy={checking} onClick={onCheck}>
        Check now
      </Button>
    </>
  );
}

/** The run under way, or a report: the one asked for in the address, else the one that counts. */
function Findings({
  connection,
  check,
  onCheck,
}: {
  connection: Connection;
  check: EndpointCheck;
  onCheck: () => void;
}): ReactElement {
  const { check: chosen } = useSearch({ from: '/shell/connections/$connectionId' });
  const shown = chosen ?? connection.lastCheck?.id ?? null;
  const kept = useConnectionCheck(connection.id, shown);
  const history = useConnectionChecks(connection.id);
  const obstacle = useConnectionObstacle(connection);
  if (check.state === 'running' || (check.state === 'stopped' && chosen === undefined))
    return <CheckProgress check={check} />;
  if (check.state === 'failed' && chosen === undefined)
    return <EndpointProblem error={check.error} onAllowed={onCheck} />;
  if (shown === null) {
    return (
      <EmptyState
        title="It was never checked"
        action={
          <Button kind="primary" obstacle={obstacle} onClick={onCheck}>
            Check now
          </Button>
        }
      >
        A check sends some short turns and says what callers would notice.
      </EmptyState>
    );
  }
  if (kept.error) return <ProblemNotice error={kept.error} onRetry={() => void kept.refetch()} />;
  if (!kept.data) return <SkeletonRows count={5} what="the report" />;
  const isLast = shown === connection.lastCheck?.id;
  // A report is asked for once; whether it still speaks of the connection may change after that.
  const isStale = history.data?.find(({ id }) => id === shown)?.stale ?? kept.data.stale;
  return (
    <>
      {isLast && connection.lastCheck?.stale === true && (
        <Notice tone="warn" title="The connection was changed since this check">
          Check it now to see how it does as it is.
        </Notice>
      )}
      {!isLast && (
        <Notice tone="warn" title="This is an earlier check">
          <p>
            From <When at={kept.data.at} />
            {isStale ? ', before the connection was changed' : ''}.{' '}
            <Link
              to="/connections/$connectionId"
              params={{ connectionId: connection.id }}
              search={{}}
              className="font-medium underline underline-offset-2"
            >
              Show the last one
            </Link>
          </p>
        </Notice>
      )}
      <ReportView
        key={kept.data.id}
        report={kept.data.report}
        advice={isLast && <NoStreaming connection={connection} report={kept.data.report} />}
      />
    </>
  );
}

/** Offers to switch off what the last check found isn't there. */
function NoStreaming({
  connection,
  report,
}: {
  connection: Connection;
  report: CheckReport;
}): ReactElement | null {
  const change = useChangeConnection();
  const obstacle = useConnectionObstacle(connection);
  if (!connection.streaming || connection.lastCheck?.stale === true) return null;
  if (report.capabilities.streaming !== false) return null;
  return (
    <Notice tone="warn" title="It has no streaming, although streaming is on">
      <p>
        Its whole answers are turned into streams for callers that ask for one. Switched off here,
        checks no longer ask for it.
      </p>
      <Button
        small
        className="mt-2"
        obstacle={obstacle}
        busy={change.isPending}
        onClick={() =>
          change.mutate(
            { id: connection.id, change: { streaming: false } },
            {
              onSuccess: () => notify('Streaming is switched off', 'Live for the next turn.'),
              onError: notifyProblem,
            },
          )
        }
      >
        Switch streaming off
      </Button>
    </Notice>
  );
}
