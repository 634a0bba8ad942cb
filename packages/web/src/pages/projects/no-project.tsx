import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { buttonLook } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';

/** What somebody finds who is let in and sees nothing yet: why, whom to ask, and what there is to read. */
export function NoProject(): ReactElement {
  return (
    <EmptyState
      title="You are in no project yet"
      action={
        <Link to="/models" className={buttonLook('primary')}>
          See the models on offer
        </Link>
      }
    >
      Agents and connections are seen by the members of their project. Ask an administrator to add
      you to one, under Projects.
    </EmptyState>
  );
}
