import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { AgentKey, CreatedAgentKey } from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

interface NewAgentKey {
  readonly name?: string;
  readonly expiresAt?: string;
  readonly requestsPerMinute?: number;
}

export function useAgentKeys(agentId: string): UseQueryResult<AgentKey[]> {
  return useQuery({
    queryKey: ['agents', agentId, 'keys'],
    queryFn: async ({ signal }) =>
      (await request<{ items: AgentKey[] }>('GET', `/agents/${agentId}/keys`, { signal })).items,
  });
}

export function useCreateAgentKey(
  agentId: string,
): UseMutationResult<CreatedAgentKey, Error, NewAgentKey> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<CreatedAgentKey>('POST', `/agents/${agentId}/keys`, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['agents', agentId, 'keys'] }),
  });
}

export function useRevokeAgentKey(agentId: string): UseMutationResult<void, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (keyId) => request<void>('DELETE', `/agents/${agentId}/keys/${keyId}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['agents', agentId, 'keys'] }),
  });
}
