import {
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Provider } from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

export function useProviders(): UseQueryResult<Provider[]> {
  return useQuery({
    queryKey: ['providers'],
    queryFn: async ({ signal }) =>
      (await request<{ items: Provider[] }>('GET', '/providers', { signal })).items,
  });
}

export function useSaveProviderCredentials(
  id: string,
): UseMutationResult<unknown, Error, Record<string, string>> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request('PUT', `/providers/${id}/credentials`, { body }),
    onSuccess: () => refresh(client),
  });
}

export function useRemoveProviderCredentials(id: string): UseMutationResult<unknown, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request('DELETE', `/providers/${id}/credentials`),
    onSuccess: () => refresh(client),
  });
}

async function refresh(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ['providers'] }),
    client.invalidateQueries({ queryKey: ['models'] }),
  ]);
}
