import { useEffect, useRef, type ReactElement } from 'react';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { ProblemNotice } from './problem-notice.tsx';

interface StaleNoticeProps {
  readonly list: Pick<
    UseInfiniteQueryResult,
    'error' | 'fetchNextPage' | 'isFetchNextPageError' | 'refetch'
  >;
}

/** Above a list that stays as it was: why it could not be brought up to date, or gone on with. */
export function StaleNotice({ list }: StaleNoticeProps): ReactElement {
  const notice = useRef<HTMLDivElement>(null);
  // Whoever asked for more did so below the list.
  useEffect(() => {
    notice.current?.scrollIntoView({ block: 'nearest' });
  }, [list.error]);
  const again = (): unknown => (list.isFetchNextPageError ? list.fetchNextPage() : list.refetch());
  return (
    <div ref={notice} className="mb-4 scroll-mt-16">
      <ProblemNotice error={list.error} onRetry={again} />
    </div>
  );
}
