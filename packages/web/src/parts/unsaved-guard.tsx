import { useBlocker } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ConfirmDialog } from './confirm-dialog.tsx';

/** Asks before a page with unsaved changes is left, by a link, by going back or by closing the tab. */
export function UnsavedGuard({ active }: { active: boolean }): ReactElement {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => active && current.pathname !== next.pathname,
    enableBeforeUnload: () => active,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      open={blocker.status === 'blocked'}
      title="Leave without saving?"
      cancelLabel="Stay"
      onCancel={() => blocker.reset?.()}
      choices={[
        { label: 'Leave, drop my changes', kind: 'danger', onChoose: () => blocker.proceed?.() },
      ]}
    >
      <p>What you changed here is not saved. Callers still get what was live before.</p>
    </ConfirmDialog>
  );
}
