import { Link, useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { Connection, KeptCheck } from '@jackfield/control-plane/rest-types';
import { useConnectionChecks } from '../../api/connections.ts';
import { Lamp } from '../../parts/lamp.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { Prose } from '../../parts/prose.tsx';
import { When } from '../../parts/when.tsx';

/** The checks that are kept, newest first, each leading to its report. */
export function CheckHistory({ connection }: { connection: Connection }): ReactElement | null {
  const checks = useConnectionChecks(connection.id);
  const { check: chosen } = useSearch({ from: '/shell/connections/$connectionId' });
  const shown = chosen ?? connection.lastCheck?.id;
  if (checks.error && !checks.data)
    return <ProblemNotice error={checks.error} onRetry={() => void checks.refetch()} />;
  if (!checks.data?.length) return null;
  return (
    <section aria-label="History of checks">
      <h2 className="mb-2 font-semibold">History of checks</h2>
      <ol className="card max-h-96 divide-y divide-line overflow-y-auto">
        {checks.data.map((check) => (
          <Item
            key={check.id}
            connectionId={connection.id}
            check={check}
            current={check.id === shown}
          />
        ))}
      </ol>
    </section>
  );
}

function Item({
  connectionId,
  check,
  current,
}: {
  connectionId: string;
  check: KeptCheck;
  current: boolean;
}): ReactElement {
  return (
    <li>
      <Link
        to="/connections/$connectionId"
        params={{ connectionId }}
        search={{ check: check.id }}
        aria-current={current ? 'true' : undefined}
        className="flex items-start gap-3 px-3 py-2 -outline-offset-2 hover:bg-hover aria-[current=true]:bg-brass-soft"
      >
        <span className="mt-1">
          <Lamp kind={check.ready ? 'green' : 'red'} size={10} />
        </span>
        <span className="min-w-0 text-sm">
          <span className="block">
            <span className="sr-only">{check.ready ? 'Passed' : 'Failed'}, </span>
            <When at={check.at} />
            <span className="text-muted">
              {check.depth === 'light' ? ' · on schedule' : ' · whole list'}
              {check.stale && ' · before a change'}
            </span>
          </span>
          <span className="block break-words text-muted">
            <Prose text={check.headline} />
          </span>
        </span>
      </Link>
    </li>
  );
}
