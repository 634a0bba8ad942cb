import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Usage } from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

export function useUsage(refetchMs?: number): UseQueryResult<Usage[]> {
  return useQuery({
    queryKey: ['usage'],
    queryFn: async ({ signal }) =>
      (await request<{ items: Usage[] }>('GET', '/usage', { signal })).items,
    refetchInterval: refetchMs ?? false,
  });
}
