import type { ReactElement } from 'react';
import type { ModelSetting } from '@jackfield/control-plane/rest-types';
import { settingDifference, type ComparedSetting } from '../../../model/setting-difference.ts';
import { Button } from '../../../parts/button.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { When } from '../../../parts/when.tsx';
import { ChangeList } from '../change-list.tsx';

interface ConflictNoticeProps {
  readonly live: ModelSetting;
  readonly base: ModelSetting;
  readonly mine: ComparedSetting;
  readonly nameOf: (id: string) => string;
  readonly canSave: boolean;
  readonly busy: boolean;
  readonly onLoadTheirs: () => void;
  readonly onSaveMine: () => void;
}

/** Somebody else saved while this draft was being made: who, when, what, and the two ways on. */
export function ConflictNotice(props: ConflictNoticeProps): ReactElement {
  const { live, base, mine, nameOf } = props;
  const theirs = settingDifference(base, live, nameOf);
  return (
    <section
      role="alert"
      aria-label="Someone else saved"
      className="rounded-lg border border-warn/50 bg-warn-soft p-4"
    >
      <div className="flex items-start gap-3">
        <span className="mt-1">
          <Lamp kind="amber" />
        </span>
        <div className="min-w-0 flex-1 space-y-3">
          <h2 className="font-semibold text-warn-ink">
            {live.savedBy ?? 'Someone'} saved revision {live.revision}{' '}
            {live.savedAt !== null && <When at={live.savedAt} />}, while you were editing revision{' '}
            {base.revision}
          </h2>
          <div className="grid gap-3 sm:grid-cols-2">
            <div>
              <h3 className="text-sm font-medium">What they changed</h3>
              {theirs.length > 0 ? (
                <ChangeList changes={theirs} />
              ) : (
                <p className="text-sm">Nothing that differs from before.</p>
              )}
            </div>
            <div>
              <h3 className="text-sm font-medium">What saving yours would change now</h3>
              <ChangeList changes={settingDifference(live, mine, nameOf)} />
            </div>
          </div>
          <div className="flex flex-wrap gap-2">
            <Button onClick={props.onLoadTheirs}>Load theirs, drop mine</Button>
            <Button disabled={!props.canSave} busy={props.busy} onClick={props.onSaveMine}>
              Save mine over it
            </Button>
          </div>
        </div>
      </div>
    </section>
  );
}
