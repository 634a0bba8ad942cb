import {
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Provider, ProviderCheck, ProviderModel } from '@jackfield/control-plane/rest-types';
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

/** Asks the provider the cheapest thing there is, with the credentials that turns use. */
export function useCheckProvider(id: string): UseMutationResult<ProviderCheck, Error, void> {
  return useMutation({ mutationFn: () => request('POST', `/providers/${id}/check`) });
}

/** How the provider's own list and the catalogue differ, asked anew each time it is opened. */
export function useProviderModels(id: string): UseQueryResult<ProviderModel[]> {
  return useQuery({
    queryKey: ['providers', id, 'models'],
    queryFn: async ({ signal }) =>
      (await request<{ items: ProviderModel[] }>('GET', `/providers/${id}/models`, { signal }))
        .items,
    // It is a call to the vendor: made when somebody asks, never in passing.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
    gcTime: 0,
  });
}

async function refresh(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ['providers'], exact: true }),
    client.invalidateQueries({ queryKey: ['models'] }),
  ]);
}
