import { useBlocker } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { ConfirmDialog } from './confirm-dialog.tsx';

interface LeaveGuardProps {
  /** Asked at the moment of leaving. */
  readonly isActive: () => boolean;
  /** Whether going to another view of the same page, as by closing its side panel, is leaving too. */
  readonly ofView?: boolean;
  readonly title: string;
  readonly leaveLabel: string;
  readonly children: ReactNode;
}

/** Asks before something here is lost by a link, by going back or by closing the tab. */
export function LeaveGuard(props: LeaveGuardProps): ReactElement {
  const { isActive, ofView = false, title, leaveLabel, children } = props;
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      isActive() && (ofView || current.pathname !== next.pathname),
    enableBeforeUnload: isActive,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      open={blocker.status === 'blocked'}
      title={title}
      cancelLabel="Stay"
      onCancel={() => blocker.reset?.()}
      choices={[{ label: leaveLabel, kind: 'danger', onChoose: () => blocker.proceed?.() }]}
    >
      {children}
    </ConfirmDialog>
  );
}
