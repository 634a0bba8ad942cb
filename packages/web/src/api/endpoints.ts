import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type {
  AllowedEndpoint,
  DemoEndpoint,
  DiscoveredEndpoint,
} from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

export function useAllowedEndpoints(): UseQueryResult<AllowedEndpoint[]> {
  return useQuery({
    queryKey: ['allowed-endpoints'],
    queryFn: async ({ signal }) =>
      (await request<{ items: AllowedEndpoint[] }>('GET', '/allowed-endpoints', { signal })).items,
  });
}

export function useAllowEndpoint(): UseMutationResult<AllowedEndpoint, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (endpoint) =>
      request<AllowedEndpoint>('POST', '/allowed-endpoints', { body: { endpoint } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['allowed-endpoints'] }),
  });
}

export function useForbidEndpoint(): UseMutationResult<void, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id) => request<void>('DELETE', `/allowed-endpoints/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['allowed-endpoints'] }),
  });
}

export function useDiscoveredEndpoints(): UseQueryResult<DiscoveredEndpoint[]> {
  return useQuery({
    queryKey: ['discovered-endpoints'],
    staleTime: 30_000,
    queryFn: async ({ signal }) =>
      (await request<{ items: DiscoveredEndpoint[] }>('GET', '/discovered-endpoints', { signal }))
        .items,
  });
}

export function useStartDemoEndpoint(): UseMutationResult<DemoEndpoint, Error, void> {
  return useMutation({ mutationFn: () => request<DemoEndpoint>('POST', '/demo-endpoint') });
}
