import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useRef, type ReactElement, type ReactNode } from 'react';
import { Button, type ButtonKind } from './button.tsx';
import { classNames } from './class-names.ts';

interface ConfirmDialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly children: ReactNode;
  /** The ways out, most likely first; cancelling is always the last. */
  readonly choices: readonly {
    readonly label: string;
    readonly kind?: ButtonKind;
    readonly busy?: boolean;
    readonly onChoose: () => void;
  }[];
  readonly cancelLabel?: string;
  readonly onCancel: () => void;
}

/** Asks before something that can't simply be undone. Escape cancels. */
export function ConfirmDialog({
  open,
  title,
  children,
  choices,
  cancelLabel = 'Cancel',
  onCancel,
}: ConfirmDialogProps): ReactElement {
  const cancelling = useRef<HTMLButtonElement>(null);
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && onCancel()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="overlay-motion fixed inset-0 bg-[rgb(20_16_8/0.4)] data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <AlertDialog.Popup
          initialFocus={cancelling}
          className="overlay-motion fixed top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[min(32rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-xl bg-surface p-6 shadow-float outline-none data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          <AlertDialog.Title className="text-lg font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />} className="mt-2 space-y-2 text-base text-muted">
            {children}
          </AlertDialog.Description>
          <div
            className={classNames(
              'mt-6 flex gap-2',
              choices.length > 1 ? 'flex-col' : 'flex-row-reverse flex-wrap',
            )}
          >
            {choices.map((choice) => (
              <Button
                key={choice.label}
                kind={choice.kind ?? 'secondary'}
                busy={choice.busy ?? false}
                onClick={choice.onChoose}
              >
                {choice.label}
              </Button>
            ))}
            <AlertDialog.Close ref={cancelling} render={<Button kind="quiet" />}>
              {cancelLabel}
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
