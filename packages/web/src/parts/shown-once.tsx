import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { nothingHasFocus } from './keep-focus.ts';
import { LeaveGuard } from './leave-guard.tsx';

interface ShownOnceProps {
  readonly label: string;
  readonly title: string;
  readonly lead: ReactNode;
  readonly text: string;
  readonly what: string;
  /** Whether it was taken along otherwise, as in a snippet that holds it. */
  readonly taken?: boolean;
  readonly onDone: () => void;
}

/** A key, token or link that is shown this once; asks before it is left without a copy. */
export function ShownOnce(props: ShownOnceProps): ReactElement {
  const { label, title, lead, text, what, taken = false, onDone } = props;
  const copied = useRef(false);
  const section = useRef<HTMLElement>(null);
  // It stands where the button was that made it, and that had the focus.
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'nearest' });
    if (nothingHasFocus()) section.current?.querySelector('button')?.focus();
  }, []);
  const copy = (): void => {
    copied.current = true;
  };
  return (
    <section
      ref={section}
      aria-label={label}
      className="rounded-lg border border-brass bg-brass-soft p-4"
    >
      <h2 className="font-semibold">{title}</h2>
      <p role="status" className="text-sm text-muted">
        {lead}
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <code
          onCopy={copy}
          className="min-w-0 flex-1 basis-60 rounded-md border border-line bg-surface px-3 py-1.5 font-mono text-sm break-all"
        >
          {text}
        </code>
        <CopyButton text={text} what={what} onCopied={copy} />
        <Button
          small
          kind="quiet"
          onClick={() => {
            copy();
            onDone();
          }}
        >
          I have it
        </Button>
      </div>
      <LeaveGuard
        isActive={() => !copied.current && !taken}
        ofView
        title={`Leave without copying the ${what}?`}
        leaveLabel="Leave without it"
      >
        <p>It is shown this once: afterwards only a new one can be made.</p>
      </LeaveGuard>
    </section>
  );
}
