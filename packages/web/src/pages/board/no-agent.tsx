import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { Model } from '@jackfield/control-plane/rest-types';
import { useAdminNames } from '../../api/projects.ts';
import { useMe, useObstacle } from '../../api/rights.ts';
import { whomToAsk } from '../../model/whom-to-ask.ts';
import { Button, buttonLook } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { NoProject } from '../projects/no-project.tsx';

/** The board of somebody who is no admin, before there is an agent that they may see. */
export function NoAgent({
  models,
  onNewAgent,
}: {
  models: readonly Model[];
  onNewAgent: () => void;
}): ReactElement {
  const me = useMe();
  const isViewer = useObstacle('editor') !== null;
  const whom = whomToAsk(useAdminNames());
  if (me?.projects.length === 0) return <NoProject />;
  const projects = me?.projects.map(({ name }) => name).join(', ');
  if (isViewer) {
    return (
      <EmptyState title={`No agent in ${projects} yet`}>
        You see agents here once somebody with the role editor makes one. To make them yourself, ask{' '}
        {whom} for that role.
      </EmptyState>
    );
  }
  const canCarry = models.some(({ selectable, ready }) => selectable && ready);
  return (
    <EmptyState
      title={`No agent in ${projects} yet`}
      action={
        <div className="flex flex-wrap justify-center gap-2">
          <Button kind="primary" onClick={onNewAgent}>
            Make the first agent
          </Button>
          {!canCarry && (
            <Link to="/connections/new" className={buttonLook()}>
              Connect an endpoint of yours
            </Link>
          )}
        </div>
      }
    >
      Make one, then choose its model.
      {!canCarry &&
        ` No model can carry turns yet: connect an endpoint of your own, or ask ${whom} to give a provider’s credentials.`}
    </EmptyState>
  );
}
