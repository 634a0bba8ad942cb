import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { toProblem } from '../api/api-problem.ts';

const manager = Toast.createToastManager();

/** Says in passing that something was done; read out politely. */
export function notify(
  title: string,
  description?: string,
  kind: 'done' | 'problem' = 'done',
): void {
  manager.add({ title, description, type: kind, timeout: 6_000 });
}

/** The same, with the way back: it stays longer, as somebody has to decide. */
export function notifyUndoable(title: string, undo: () => void, description?: string): void {
  const id: string = manager.add({
    title,
    description,
    type: 'done',
    timeout: 15_000,
    actionProps: {
      children: 'Undo',
      onClick() {
        manager.close(id);
        undo();
      },
    },
  });
}

/** Says that something failed where no form stands to say it; read out at once. */
export function notifyProblem(error: unknown): void {
  const problem = toProblem(error);
  manager.add({
    title: problem.title,
    description: problem.message,
    type: 'problem',
    priority: 'high',
    timeout: 12_000,
  });
}

export function Toasts({ children }: { children: ReactNode }): ReactElement {
  return (
    <Toast.Provider toastManager={manager}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-50 flex w-[min(24rem,calc(100vw-2rem))] flex-col-reverse gap-2">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List(): ReactNode {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="overlay-motion rounded-lg bg-raised shadow-float data-ending-style:opacity-0 data-starting-style:translate-y-2 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-start gap-3 p-3 pl-4">
        <span
          aria-hidden
          className={
            toast.type === 'problem'
              ? 'mt-1.5 size-2 shrink-0 rounded-[2px] bg-bad'
              : 'mt-1.5 size-2 shrink-0 rounded-full bg-good'
          }
        />
        <div className="min-w-0 flex-1">
          <Toast.Title className="text-base font-medium" />
          <Toast.Description className="text-sm text-muted" />
        </div>
        {toast.actionProps && (
          <Toast.Action className="rounded-md border border-line px-2 py-0.5 text-sm font-medium hover:bg-hover" />
        )}
        <Toast.Close
          aria-label="Dismiss"
          // Base UI hides it from screen readers while toasts are stacked, which these never are.
          aria-hidden={false}
          className="rounded p-1 text-muted hover:bg-hover hover:text-ink"
        >
          <X aria-hidden size={14} />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
