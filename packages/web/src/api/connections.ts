import {
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type {
  CheckReport,
  Connection,
  ConnectionChange,
  KeptCheck,
  KeptCheckWithReport,
  NewConnection,
  SavedConnection,
} from '@jackfield/control-plane/rest-types';
import { ApiProblem } from './api-problem.ts';
import { request } from './request.ts';

export function useConnections(refetchMs?: number): UseQueryResult<Connection[]> {
  return useQuery({
    queryKey: ['connections'],
    refetchInterval: refetchMs ?? false,
    queryFn: async ({ signal }) =>
      (await request<{ items: Connection[] }>('GET', '/connections', { signal })).items,
  });
}

export function useCreateConnection(): UseMutationResult<SavedConnection, Error, NewConnection> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<SavedConnection>('POST', '/connections', { body }),
    onSuccess: () => refresh(client),
  });
}

export function useChangeConnection(): UseMutationResult<
  SavedConnection,
  Error,
  { id: string; change: ConnectionChange }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }) =>
      request<SavedConnection>('PATCH', `/connections/${id}`, { body: change }),
    onSuccess: () => refresh(client),
  });
}

export function useDeleteConnection(): UseMutationResult<void, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id) => request<void>('DELETE', `/connections/${id}`),
    onSuccess: () => refresh(client),
  });
}

/** One connection; `null` where there is none with this id. */
export function useConnection(id: string): UseQueryResult<Connection | null> {
  return useQuery({
    queryKey: ['connections', id],
    queryFn: async ({ signal }) => {
      try {
        return await request<Connection>('GET', `/connections/${id}`, { signal });
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) return null;
        throw error;
      }
    },
    refetchInterval: 30_000,
  });
}

export function useConnectionChecks(id: string): UseQueryResult<KeptCheck[]> {
  return useQuery({
    queryKey: ['connections', id, 'checks'],
    queryFn: async ({ signal }) =>
      (await request<{ items: KeptCheck[] }>('GET', `/connections/${id}/checks`, { signal })).items,
    refetchInterval: 30_000,
  });
}

/** A report never changes, so it is asked for once. */
export function useConnectionCheck(
  id: string,
  checkId: string | null,
): UseQueryResult<KeptCheckWithReport> {
  return useQuery({
    queryKey: ['connection-reports', id, checkId],
    enabled: checkId !== null,
    staleTime: Infinity,
    queryFn: ({ signal }) =>
      request<KeptCheckWithReport>('GET', `/connections/${id}/checks/${checkId}`, { signal }),
  });
}

/** Checks a saved connection without telling how it goes. */
export function useCheckNow(): UseMutationResult<CheckReport, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id) =>
      request<CheckReport>('POST', `/connections/${id}/check`, { deadlineMs: 150_000 }),
    onSettled: () => client.invalidateQueries({ queryKey: ['connections'] }),
  });
}

async function refresh(client: QueryClient): Promise<void> {
  void client.invalidateQueries({ queryKey: ['discovered-endpoints'] });
  await Promise.all([
    client.invalidateQueries({ queryKey: ['connections'] }),
    client.invalidateQueries({ queryKey: ['models'] }),
  ]);
}
