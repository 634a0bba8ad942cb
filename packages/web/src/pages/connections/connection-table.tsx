import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { Connection } from '@jackfield/control-plane/rest-types';
import { useCheckNow } from '../../api/connections.ts';
import { useConnectionObstacle, useMe } from '../../api/rights.ts';
import { connectionPlace } from '../../model/connection-place.ts';
import { Button } from '../../parts/button.tsx';
import { Prose } from '../../parts/prose.tsx';
import { notify, notifyProblem } from '../../parts/toasts.tsx';
import { When } from '../../parts/when.tsx';
import { UsedBy } from './connection-facts.tsx';
import { ConnectionState } from './connection-state.tsx';

const head = 'px-4 py-2.5 font-medium';

/** Every connection with its lamp, what its last check said, and a way to check it now. */
export function ConnectionTable({
  connections,
}: {
  connections: readonly Connection[];
}): ReactElement {
  const projects = useMe()?.projects ?? [];
  const ownName = projects[0]?.name ?? '';
  const placed = connections.some((each) => connectionPlace(each, projects) !== null);
  return (
    <div className="card overflow-x-auto">
      <table className="w-full text-left">
        <caption className="sr-only">Connected endpoints</caption>
        <thead className="text-sm text-muted">
          <tr className="border-b border-line whitespace-nowrap">
            <th scope="col" className={head}>
              Name
            </th>
            {placed && (
              <th scope="col" className={`${head} hidden md:table-cell`}>
                Project
              </th>
            )}
            <th scope="col" className={`${head} hidden sm:table-cell`}>
              Last check
            </th>
            <th scope="col" className={`${head} hidden xl:table-cell`}>
              Last passed
            </th>
            <th scope="col" className={`${head} hidden lg:table-cell`}>
              Used by
            </th>
            <th scope="col" className={head}>
              <span className="sr-only">Action</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <Row
              key={connection.id}
              connection={connection}
              place={placed ? (connectionPlace(connection, projects) ?? ownName) : null}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  connection,
  place,
}: {
  connection: Connection;
  /** `null` where the table has no column for it. */
  place: string | null;
}): ReactElement {
  const { id, name, url, modelId, lastCheck, lastPassedAt, usedBy } = connection;
  const check = useCheckNow();
  const obstacle = useConnectionObstacle(connection);
  return (
    <tr className="border-b border-line align-top last:border-b-0 hover:bg-hover">
      <th scope="row" className="w-full max-w-0 sm:w-[34%] px-4 py-2.5 font-normal">
        <Link
          to="/connections/$connectionId"
          params={{ connectionId: id }}
          className="block max-w-full truncate font-medium hover:underline"
        >
          {name}
        </Link>
        <span className="block truncate font-mono text-xs text-muted">
          {modelId} at {url}
        </span>
        {place !== null && <span className="block text-xs text-muted md:hidden">{place}</span>}
        <span className="mt-1 block text-sm sm:hidden">
          <ConnectionState connection={connection} />
        </span>
      </th>
      {place !== null && (
        <td className="hidden px-4 py-2.5 text-sm text-muted md:table-cell">{place}</td>
      )}
      <td className="hidden px-4 py-2.5 text-sm sm:table-cell">
        <ConnectionState connection={connection} />
        {lastCheck !== null && (
          <span className="line-clamp-2 pl-5 text-muted">
            <Prose text={lastCheck.headline} />
          </span>
        )}
      </td>
      <td className="hidden px-4 py-2.5 text-sm whitespace-nowrap text-muted xl:table-cell">
        {lastPassedAt === null ? 'never' : <When at={lastPassedAt} />}
      </td>
      <td className="hidden min-w-36 px-4 py-2.5 text-sm lg:table-cell">
        <UsedBy agents={usedBy} />
      </td>
      <td className="px-4 py-2.5 text-right">
        <Button
          small
          obstacle={obstacle}
          busy={check.isPending}
          aria-label={`Check now: ${name}`}
          onClick={() =>
            check.mutate(id, {
              onSuccess: ({ ready, headline }) =>
                notify(
                  ready ? `${name} passed its check` : `${name} failed its check`,
                  headline,
                  ready ? 'done' : 'problem',
                ),
              onError: notifyProblem,
            })
          }
        >
          Check now
        </Button>
      </td>
    </tr>
  );
}
