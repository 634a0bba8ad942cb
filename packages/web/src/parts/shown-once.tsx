import type { ReactElement, ReactNode } from 'react';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';

/** A key, token or link that is shown this once. */
export function ShownOnce({
  label,
  title,
  lead,
  text,
  what,
  onDone,
}: {
  label: string;
  title: string;
  lead: ReactNode;
  text: string;
  what: string;
  onDone: () => void;
}): ReactElement {
  return (
    <section aria-label={label} className="rounded-lg border border-brass bg-brass-soft p-4">
      <h2 className="font-semibold">{title}</h2>
      <p role="status" className="text-sm text-muted">
        {lead}
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 basis-60 rounded-md border border-line bg-surface px-3 py-1.5 font-mono text-sm break-all">
          {text}
        </code>
        <CopyButton text={text} what={what} />
        <Button small kind="quiet" onClick={onDone}>
          I have it
        </Button>
      </div>
    </section>
  );
}
