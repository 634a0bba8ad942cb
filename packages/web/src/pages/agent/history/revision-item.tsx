import { useState, type ReactElement } from 'react';
import type { ModelSetting } from '@jackfield/control-plane/rest-types';
import { useRestoreRevision } from '../../../api/model-setting.ts';
import { settingDifference } from '../../../model/setting-difference.ts';
import { Badge } from '../../../parts/badge.tsx';
import { Button } from '../../../parts/button.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { notify, notifyProblem } from '../../../parts/toasts.tsx';
import { When } from '../../../parts/when.tsx';
import { ChangeList } from '../change-list.tsx';

interface RevisionItemProps {
  readonly agentId: string;
  /** Why none can be restored; `null` when any can. */
  readonly obstacle: string | null;
  readonly setting: ModelSetting;
  /** The one before it; `null` for the first, and where it isn't loaded. */
  readonly previous: ModelSetting | null;
  readonly live: ModelSetting;
  readonly nameOf: (model: string) => string;
}

export function RevisionItem({
  agentId,
  obstacle,
  setting,
  previous,
  live,
  nameOf,
}: RevisionItemProps): ReactElement {
  const [comparing, setComparing] = useState(false);
  const [asking, setAsking] = useState(false);
  const restore = useRestoreRevision(agentId);
  const isLive = setting.revision === live.revision;
  const name = setting.model === null ? 'No model' : nameOf(setting.model);
  const fromLive = settingDifference(live, setting, nameOf);
  const changes = previous ? settingDifference(previous, setting, nameOf) : [];
  return (
    <li className="grid gap-x-6 gap-y-2 px-5 py-4 sm:grid-cols-[7rem_minmax(0,1fr)_auto]">
      <div className="figures">
        <p className="font-semibold">Revision {setting.revision}</p>
        <p className="text-sm text-muted">
          {setting.savedAt !== null && <When at={setting.savedAt} />}
        </p>
      </div>
      <div className="min-w-0 space-y-1.5">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{name}</span>
          {isLive && <Badge tone="good">Live</Badge>}
          {setting.restoredFrom !== null && <Badge>Restored from {setting.restoredFrom}</Badge>}
          {setting.savedBy !== null && (
            <span className="text-sm text-muted">saved by {setting.savedBy}</span>
          )}
        </p>
        {changes.length > 0 ? (
          <ChangeList changes={changes} />
        ) : (
          <p className="text-sm text-muted">
            {setting.revision === 1
              ? 'The first choice.'
              : previous
                ? 'Nothing differs from the one before.'
                : ''}
          </p>
        )}
        {comparing && (
          <div className="rounded-md bg-sunken p-3">
            <h2 className="mb-1 text-sm font-medium">
              From live (revision {live.revision}) to revision {setting.revision}
            </h2>
            {fromLive.length > 0 ? (
              <ChangeList changes={fromLive} />
            ) : (
              <p className="text-sm text-muted">They mean the same.</p>
            )}
          </div>
        )}
      </div>
      {!isLive && (
        <div className="flex items-start gap-2">
          <Button
            small
            kind="quiet"
            aria-expanded={comparing}
            onClick={() => setComparing(!comparing)}
          >
            <span>
              Compare<span className="sr-only"> revision {setting.revision}</span> with live
            </span>
          </Button>
          <Button small obstacle={obstacle} onClick={() => setAsking(true)}>
            <span>
              Restore<span className="sr-only"> revision {setting.revision}</span>
            </span>
          </Button>
        </div>
      )}
      <ConfirmDialog
        open={asking}
        title={`Restore revision ${setting.revision}?`}
        onCancel={() => setAsking(false)}
        choices={[
          {
            label: 'Restore',
            kind: 'primary',
            busy: restore.isPending,
            onChoose: () =>
              restore.mutate(setting.revision, {
                onSuccess: (saved) =>
                  notify(
                    `Live now: ${name}, revision ${saved.revision}`,
                    `Restored from revision ${setting.revision}.`,
                  ),
                onError: notifyProblem,
                onSettled: () => setAsking(false),
              }),
          },
        ]}
      >
        <p>
          It goes live at once as a new revision. Turns in flight finish on the one they began with.
        </p>
        {fromLive.length > 0 ? (
          <ChangeList changes={fromLive} />
        ) : (
          <p>It means the same as what is live.</p>
        )}
      </ConfirmDialog>
    </li>
  );
}
