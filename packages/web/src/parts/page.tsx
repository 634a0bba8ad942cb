import { useEffect, type ReactElement, type ReactNode } from 'react';

interface PageProps {
  /** The way back, above the heading. */
  readonly above?: ReactNode;
  readonly title: string;
  readonly heading?: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page's frame: its heading, what it is for, and what can be done here. */
export function Page({ above, title, heading, lead, actions, children }: PageProps): ReactElement {
  usePageTitle(title);
  return (
    <div className="mx-auto w-full max-w-[100rem] px-4 py-6 sm:px-6 lg:px-8">
      <header className="mb-6 flex flex-wrap items-end gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          {above}
          <h1 className="text-2xl font-semibold tracking-tight">{heading ?? title}</h1>
          {lead != null && <div className="mt-1 max-w-3xl text-muted">{lead}</div>}
        </div>
        {actions != null && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Jackfield`;
  }, [title]);
}
