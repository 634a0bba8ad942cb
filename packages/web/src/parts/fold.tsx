import { Collapsible } from '@base-ui/react/collapsible';
import { ChevronRight } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

interface FoldProps {
  readonly title: string;
  /** What is set, in plain words, so that it needn't be opened to be known. */
  readonly summary: ReactNode;
  readonly changed?: boolean;
  readonly children: ReactNode;
  readonly openAtFirst?: boolean;
  /** Of its title: one below that of what it stands in. */
  readonly heading?: 'h2' | 'h3';
}

/** An advanced part: a sentence says what is set, opening it lets one change it. */
export function Fold({
  title,
  summary,
  changed = false,
  openAtFirst = false,
  heading: Heading = 'h3',
  children,
}: FoldProps): ReactElement {
  return (
    <Collapsible.Root defaultOpen={openAtFirst} className="card">
      <Heading>
        <Collapsible.Trigger className="group flex w-full items-start gap-3 rounded-lg px-4 py-3 text-left hover:bg-hover">
          <ChevronRight
            aria-hidden
            size={16}
            className="mt-0.5 shrink-0 text-muted transition-transform group-data-panel-open:rotate-90"
          />
          <span className="min-w-0 flex-1">
            <span className="flex items-center gap-2 font-medium">
              {title}
              {changed && <span className="text-xs font-medium text-brass-strong">changed</span>}
            </span>
            <span className="block text-sm text-muted">{summary}</span>
          </span>
        </Collapsible.Trigger>
      </Heading>
      <Collapsible.Panel className="border-t border-line px-4 py-4">{children}</Collapsible.Panel>
    </Collapsible.Root>
  );
}
