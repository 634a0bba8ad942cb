import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Status } from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

export function useStatus(): UseQueryResult<Status> {
  return useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => request<Status>('GET', '/status', { signal }),
    refetchInterval: 5_000,
  });
}
