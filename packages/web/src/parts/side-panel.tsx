import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useRef, type ReactElement, type ReactNode } from 'react';

interface SidePanelProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** Slides over the page's right edge instead of leaving the page; Escape closes it. */
export function SidePanel({ open, onClose, title, lead, children }: SidePanelProps): ReactElement {
  const content = useRef<HTMLDivElement>(null);
  const closing = useRef<HTMLButtonElement>(null);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="overlay-motion fixed inset-0 bg-[rgb(20_16_8/0.35)] data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup
          // A form is there to be filled in; anything else is read from its top.
          initialFocus={() =>
            content.current?.querySelector<HTMLElement>('input, textarea') ?? closing.current
          }
          className="overlay-motion fixed inset-y-0 right-0 flex w-full max-w-xl flex-col bg-surface shadow-float outline-none data-ending-style:translate-x-8 data-ending-style:opacity-0 data-starting-style:translate-x-8 data-starting-style:opacity-0"
        >
          <header className="flex items-start gap-4 border-b border-line px-6 py-4">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="text-lg font-semibold">{title}</Dialog.Title>
              {lead != null && (
                <Dialog.Description render={<div />} className="mt-0.5 text-sm text-muted">
                  {lead}
                </Dialog.Description>
              )}
            </div>
            <Dialog.Close
              ref={closing}
              aria-label="Close"
              className="-mr-2 rounded-md p-2 text-muted hover:bg-hover hover:text-ink"
            >
              <X aria-hidden size={16} />
            </Dialog.Close>
          </header>
          <div ref={content} className="flex-1 overflow-y-auto overscroll-contain px-6 py-5">
            {children}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
