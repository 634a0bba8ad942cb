import { ArrowUpRight } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

/** Leads away from this page, in a new tab, and says so. */
export function ExternalLink({
  href,
  children,
}: {
  href: string;
  children: ReactNode;
}): ReactElement {
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer"
      className="inline-flex items-center gap-0.5 text-brass-strong underline decoration-brass/40 underline-offset-2 hover:decoration-brass"
    >
      {children}
      <ArrowUpRight aria-hidden size={13} />
      <span className="sr-only"> (opens in a new tab)</span>
    </a>
  );
}
