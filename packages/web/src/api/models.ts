import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Model } from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

export function useModels(): UseQueryResult<Model[]> {
  return useQuery({
    queryKey: ['models'],
    queryFn: async ({ signal }) =>
      (await request<{ items: Model[] }>('GET', '/models', { signal })).items,
  });
}
