import type { ReactElement } from 'react';
import type { ModelSetting } from '@jackfield/control-plane/rest-types';
import { Lamp } from '../../../parts/lamp.tsx';
import { When } from '../../../parts/when.tsx';

/** What callers get right now, said again whenever it changes. */
export function LiveStatus({
  live,
  nameOf,
}: {
  live: ModelSetting;
  nameOf: (id: string) => string;
}): ReactElement {
  return (
    <div className="flex flex-wrap items-center gap-x-1.5 text-muted">
      <Lamp kind={live.model === null ? 'hollow' : 'green'} size={10} />
      <p role="status">
        {live.model === null ? (
          'No model is chosen yet: every turn is refused.'
        ) : (
          <>
            Live now: <strong className="font-medium text-ink">{nameOf(live.model)}</strong>,
            revision {live.revision}
          </>
        )}
      </p>
      {live.savedAt !== null && (
        <span>
          <span aria-hidden className="hidden sm:inline">
            ·{' '}
          </span>
          saved <When at={live.savedAt} />
          {live.savedBy !== null && ` by ${live.savedBy}`}
        </span>
      )}
    </div>
  );
}
