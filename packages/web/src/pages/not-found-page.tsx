import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { buttonLook } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { usePageTitle } from '../parts/page.tsx';

export function NotFoundPage(): ReactElement {
  usePageTitle('Not found');
  return (
    <main className="mx-auto max-w-xl px-4 py-24">
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        title="There is no page here"
        action={
          <Link to="/" className={buttonLook('primary')}>
            Go to the board
          </Link>
        }
      >
        The address may be mistyped, or what it showed has been deleted.
      </EmptyState>
    </main>
  );
}
