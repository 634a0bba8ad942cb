import {
  useInfiniteQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';
import type { AuditEvent } from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

export interface AuditEvents {
  readonly items: AuditEvent[];
  readonly nextCursor?: string | null;
}

export function useAuditEvents(): UseInfiniteQueryResult<InfiniteData<AuditEvents>> {
  return useInfiniteQuery({
    queryKey: ['audit-events'],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      request<AuditEvents>(
        'GET',
        `/audit-events${pageParam && `?cursor=${encodeURIComponent(pageParam)}`}`,
        { signal },
      ),
    getNextPageParam: (page) => page.nextCursor ?? null,
  });
}
