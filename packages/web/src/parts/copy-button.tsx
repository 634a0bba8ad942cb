import { Check, Copy } from 'lucide-react';
import { useEffect, useState, type ReactElement } from 'react';
import { Button } from './button.tsx';
import { notifyProblem } from './toasts.tsx';

/** Copies, and says it did; the label names what was copied. */
function useCopy(text: string, onCopied?: () => void): { copied: boolean; copy: () => void } {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied(true);
        onCopied?.();
      },
      () =>
        notifyProblem(
          new Error('The browser would not copy. Select the text and copy it yourself.'),
        ),
    );
  };
  return { copied, copy };
}

export function CopyButton({
  text,
  label,
  what,
  onCopied,
}: {
  text: string;
  label?: string;
  what: string;
  onCopied?: () => void;
}): ReactElement {
  const { copied, copy } = useCopy(text, onCopied);
  return (
    <Button
      small
      kind="secondary"
      onClick={copy}
      aria-label={copied ? `${what} copied` : `Copy ${what}`}
    >
      {copied ? <Check aria-hidden size={13} /> : <Copy aria-hidden size={13} />}
      <span aria-live="polite">{copied ? 'Copied' : (label ?? 'Copy')}</span>
    </Button>
  );
}

/** An id in mono that copies itself when pressed. */
export function CopyableId({ id, what }: { id: string; what: string }): ReactElement {
  const { copied, copy } = useCopy(id);
  return (
    <button
      type="button"
      onClick={copy}
      title={copied ? 'Copied' : `Copy ${what}`}
      aria-label={copied ? `${what} ${id} copied` : `Copy ${what} ${id}`}
      className="group -mx-1 inline-flex max-w-full items-center gap-1.5 rounded px-1 font-mono text-xs text-muted hover:bg-hover hover:text-ink"
    >
      <span className="truncate">{id}</span>
      {copied ? (
        <Check aria-hidden size={12} className="shrink-0 text-good" />
      ) : (
        <Copy
          aria-hidden
          size={12}
          className="shrink-0 opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
        />
      )}
    </button>
  );
}
