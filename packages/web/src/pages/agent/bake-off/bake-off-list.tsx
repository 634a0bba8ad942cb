import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { BakeOff } from '@jackfield/control-plane/rest-types';
import { goesOn } from '../../../api/bake-offs.ts';
import { When } from '../../../parts/when.tsx';
import { BakeOffState } from './bake-off-state.tsx';

/** Newest first. */
export function BakeOffList({ bakeOffs }: { bakeOffs: readonly BakeOff[] }): ReactElement {
  return (
    <ul aria-label="Bake-offs" className="card divide-y divide-line">
      {bakeOffs.map((bakeOff) => {
        const { id, agentId, testSet, candidates, finished, total, state, createdAt } = bakeOff;
        return (
          <li key={id} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 px-4 py-3">
            <div className="min-w-0 flex-1 basis-56">
              <Link
                to="/agents/$agentId/bake-off"
                params={{ agentId }}
                search={{ run: id }}
                className="font-medium hover:underline"
              >
                {testSet.name}
              </Link>
              <p className="truncate text-sm text-muted">
                {candidates.map(({ name }) => name).join(', ')}
              </p>
            </div>
            <span className="flex items-baseline gap-2">
              {(goesOn(bakeOff) || state === 'cancelled') && (
                <span className="figures text-sm text-muted">
                  {finished} of {total}
                </span>
              )}
              <BakeOffState state={state} />
            </span>
            <span className="text-sm text-muted">
              <When at={createdAt} /> by {bakeOff.createdBy}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
