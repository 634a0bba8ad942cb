import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Capture } from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

/** Whether what an agent's turns say is kept. */
export function useCapture(agentId: string): UseQueryResult<Capture> {
  return useQuery({
    queryKey: ['capture', agentId],
    queryFn: ({ signal }) => request<Capture>('GET', `/agents/${agentId}/capture`, { signal }),
  });
}

/** Turns it on for so many days, or changes them. */
export function useTurnOnCapture(agentId: string): UseMutationResult<Capture, Error, number> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (retentionDays) =>
      request<Capture>('PUT', `/agents/${agentId}/capture`, { body: { retentionDays } }),
    onSuccess: (capture) => client.setQueryData(['capture', agentId], capture),
  });
}

/** What becomes of what was captured is told with it. */
export function useTurnOffCapture(
  agentId: string,
): UseMutationResult<void, Error, 'keep' | 'delete'> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (captured) =>
      request<void>('DELETE', `/agents/${agentId}/capture?captured=${captured}`),
    onSuccess: async () => {
      client.removeQueries({ queryKey: ['turn'] });
      await client.invalidateQueries({ queryKey: ['capture', agentId] });
    },
  });
}
