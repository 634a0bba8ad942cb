import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import type { Connection } from '@jackfield/control-plane/rest-types';
import { buttonLook } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';

/** Shows what stands in it once the connection is there, and until then, or instead, why not. */
export function ConnectionGate({
  query,
  children,
}: {
  query: UseQueryResult<Connection | null>;
  children: (connection: Connection) => ReactNode;
}): ReactElement {
  if (query.data) return <>{children(query.data)}</>;
  if (query.error)
    return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <SkeletonRows count={4} what="the connection" />;
  return (
    <EmptyState
      title="No such connection"
      action={
        <Link to="/connections" className={buttonLook('primary')}>
          See all connections
        </Link>
      }
    >
      It may have been deleted, or it is in a project you are no member of.
    </EmptyState>
  );
}
