import type { ReactElement } from 'react';
import type { Change } from '../../model/setting-difference.ts';

/** What differs between two settings, each part before and after. */
export function ChangeList({ changes }: { changes: readonly Change[] }): ReactElement {
  return (
    <dl className="figures space-y-1 text-sm">
      {changes.map((change) => (
        <div key={change.label} className="flex flex-wrap items-baseline gap-x-2">
          <dt className="text-muted">{change.label}</dt>
          <dd className="min-w-0 break-words">
            <span className="text-muted line-through decoration-edge">{change.before}</span>
            <span aria-hidden> → </span>
            <span className="sr-only"> becomes </span>
            <span className="font-medium">{change.after}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
