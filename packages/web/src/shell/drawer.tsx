import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactElement, ReactNode, RefObject } from 'react';

/** The main menu on a phone, over the page. */
export function Drawer({
  open,
  onOpenChange,
  trigger,
  children,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Focus goes back to it. */
  trigger: RefObject<HTMLButtonElement | null>;
  children: ReactNode;
}): ReactElement {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 bg-[rgb(20_16_8/0.35)]" />
        <Dialog.Popup
          aria-label="Menu"
          finalFocus={trigger}
          className="fixed inset-y-0 left-0 flex w-64 flex-col bg-surface p-3 shadow-float outline-none"
        >
          <Dialog.Close
            aria-label="Close the menu"
            className="absolute top-3 right-3 rounded-md p-2 text-muted hover:bg-hover"
          >
            <X aria-hidden size={16} />
          </Dialog.Close>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
