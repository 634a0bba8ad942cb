import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { DyingModel } from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

/** Where agents' settings name models that their vendors end, the first to end first. */
export function useDyingModels(): UseQueryResult<DyingModel[]> {
  return useQuery({
    queryKey: ['dying-models'],
    queryFn: async ({ signal }) =>
      (await request<{ items: DyingModel[] }>('GET', '/dying-models', { signal })).items,
    refetchInterval: 60_000,
  });
}
