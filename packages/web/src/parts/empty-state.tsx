import type { ReactElement, ReactNode } from 'react';

/** What stands where nothing is yet: why it is empty and the one next step. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}): ReactElement {
  return (
    <div className="flex flex-col items-center rounded-lg border border-dashed border-edge/60 px-6 py-14 text-center">
      <svg aria-hidden viewBox="0 0 64 24" className="mb-4 h-6 w-16 text-edge">
        <circle cx="8" cy="12" r="5" fill="none" stroke="currentColor" strokeWidth="2" />
        <circle cx="56" cy="12" r="5" fill="none" stroke="currentColor" strokeWidth="2" />
        <path
          d="M16 12h32"
          stroke="currentColor"
          strokeWidth="2"
          strokeDasharray="3 5"
          strokeLinecap="round"
        />
      </svg>
      <h2 className="text-lg font-semibold">{title}</h2>
      <div className="mt-1 max-w-md text-muted">{children}</div>
      {action != null && <div className="mt-5">{action}</div>}
    </div>
  );
}
