import type { ReactElement, ReactNode } from 'react';
import { usePageTitle } from '../../parts/page.tsx';

/** One part of an agent's settings: its heading says where one is, also to a screen reader. */
export function AgentSection({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}): ReactElement {
  usePageTitle(title);
  return (
    <>
      <div className="mb-5 flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <h1 className="text-xl font-semibold tracking-tight">
          <span className="sr-only">Agent Settings → </span>
          {title}
        </h1>
        {lead}
      </div>
      {children}
    </>
  );
}
