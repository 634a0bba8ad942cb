import type { ReactElement } from 'react';
import { classNames } from './class-names.ts';

/** Holds the place of what is loading, in its size, so that nothing jumps. */
export function Skeleton({ className }: { className: string }): ReactElement {
  return <div aria-hidden className={classNames('animate-pulse rounded-md bg-line', className)} />;
}

export function SkeletonRows({ count = 6, what }: { count?: number; what: string }): ReactElement {
  return (
    <div role="status" className="card divide-y divide-line">
      <span className="sr-only">Loading {what}</span>
      {Array.from({ length: count }, (_, row) => (
        <div key={row} className="flex h-13 items-center gap-6 px-4">
          <Skeleton className="h-3.5 w-2/5" />
          <Skeleton className="h-3.5 w-1/5" />
          <Skeleton className="ml-auto h-3.5 w-16" />
        </div>
      ))}
    </div>
  );
}
