import type { ErrorComponentProps } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ProblemNotice } from '../parts/problem-notice.tsx';

/** Stands in for a page that broke; what was saved is safe. */
export function FaultPage({ error, reset }: ErrorComponentProps): ReactElement {
  return (
    <div className="mx-auto max-w-xl px-4 py-24">
      <h1 className="mb-4 text-xl font-semibold">This page broke</h1>
      <ProblemNotice error={error} onRetry={reset} />
    </div>
  );
}
