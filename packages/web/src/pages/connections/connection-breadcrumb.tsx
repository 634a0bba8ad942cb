import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Connection } from '@jackfield/control-plane/rest-types';

/** The way back; with a connection, through its own page. */
export function ConnectionBreadcrumb({
  connection = null,
}: {
  connection?: Connection | null;
}): ReactElement {
  return (
    <nav aria-label="Breadcrumb" className="mb-1">
      <ol className="flex items-center gap-1.5 text-sm text-muted">
        <li>
          <Link
            to="/connections"
            activeOptions={{ exact: true }}
            className="hover:text-ink hover:underline"
          >
            Connections
          </Link>
        </li>
        {connection !== null && (
          <>
            <li aria-hidden>
              <ChevronRight size={13} />
            </li>
            <li className="min-w-0 truncate">
              <Link
                to="/connections/$connectionId"
                params={{ connectionId: connection.id }}
                activeOptions={{ exact: true }}
                className="hover:text-ink hover:underline"
              >
                {connection.name}
              </Link>
            </li>
          </>
        )}
      </ol>
    </nav>
  );
}
