import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Status } from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

export function useStatus(): UseQueryResult<Status> {
  return useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => request<Status>('GET', '/status', { signal }),
    refetchInterval: 5_000,
  });
}

/** Has every gateway forget the failures it counted. */
export function useCloseCircuits(): UseMutationResult<void, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<void>('POST', '/status/circuits/close'),
    onSuccess: () => client.invalidateQueries({ queryKey: ['status'] }),
  });
}
