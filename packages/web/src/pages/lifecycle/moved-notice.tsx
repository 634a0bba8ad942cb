import type { ReactElement } from 'react';
import { useRestoreRevision } from '../../api/model-setting.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { notify, notifyProblem } from '../../parts/toasts.tsx';

export interface Moved {
  readonly agentId: string;
  readonly agentName: string;
  /** Names of models. */
  readonly from: string;
  readonly to: string;
  /** Revisions. */
  readonly before: number;
  readonly after: number;
}

/** Says that an agent has another model now, and takes it back when asked. */
export function MovedNotice({
  moved: { agentId, agentName, from, to, before, after },
  onGone,
}: {
  moved: Moved;
  onGone: () => void;
}): ReactElement {
  const restore = useRestoreRevision(agentId);
  return (
    <div role="status">
      <Notice tone="good" title={`${agentName} is on ${to} now, revision ${after}`}>
        The next turn uses it.
        <div className="mt-2 flex flex-wrap gap-2">
          <Button
            small
            busy={restore.isPending}
            onClick={() =>
              restore.mutate(before, {
                onSuccess: (saved) => {
                  notify(`${agentName} is back on ${from}`, `Revision ${saved.revision}.`);
                  onGone();
                },
                onError: notifyProblem,
              })
            }
          >
            <span>
              Undo<span className="sr-only"> for {agentName}</span>
            </span>
          </Button>
          <Button small kind="quiet" onClick={onGone}>
            <span>
              Dismiss<span className="sr-only"> what was said of {agentName}</span>
            </span>
          </Button>
        </div>
      </Notice>
    </div>
  );
}
