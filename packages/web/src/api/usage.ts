import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { AgentUsage } from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

export function useUsage(refetchMs?: number): UseQueryResult<AgentUsage[]> {
  return useQuery({
    queryKey: ['usage'],
    queryFn: async ({ signal }) =>
      (await request<{ items: AgentUsage[] }>('GET', '/usage', { signal })).items,
    refetchInterval: refetchMs ?? false,
  });
}
