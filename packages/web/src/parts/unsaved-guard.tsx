import type { ReactElement } from 'react';
import { LeaveGuard } from './leave-guard.tsx';

/** Asks before a page with unsaved changes is left. */
export function UnsavedGuard({ active }: { active: boolean }): ReactElement {
  return (
    <LeaveGuard
      isActive={() => active}
      title="Leave without saving?"
      leaveLabel="Leave, drop my changes"
    >
      <p>What you changed here is not saved. Callers still get what was live before.</p>
    </LeaveGuard>
  );
}
