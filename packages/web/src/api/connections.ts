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
  NewConnection,
} from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

export function useConnections(): UseQueryResult<Connection[]> {
  return useQuery({
    queryKey: ['connections'],
    queryFn: async ({ signal }) =>
      (await request<{ items: Connection[] }>('GET', '/connections', { signal })).items,
  });
}

export function useCreateConnection(): UseMutationResult<Connection, Error, NewConnection> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<Connection>('POST', '/connections', { body }),
    onSuccess: () => refresh(client),
  });
}

export function useChangeConnection(): UseMutationResult<
  Connection,
  Error,
  { id: string; change: ConnectionChange }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }) =>
      request<Connection>('PATCH', `/connections/${id}`, { body: change }),
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

/** One real request: a draft's, or that of a saved connection with its sealed credential. */
export function useCheckConnection(): UseMutationResult<
  CheckReport,
  Error,
  { id: string } | { draft: NewConnection }
> {
  return useMutation({
    mutationFn: (what) =>
      'id' in what
        ? request<CheckReport>('POST', `/connections/${what.id}/check`, { deadlineMs: 120_000 })
        : request<CheckReport>('POST', '/connections/check', {
            body: what.draft,
            deadlineMs: 120_000,
          }),
  });
}

async function refresh(client: QueryClient): Promise<void> {
  void client.invalidateQueries({ queryKey: ['discovered-endpoints'] });
  await Promise.all([
    client.invalidateQueries({ queryKey: ['connections'] }),
    client.invalidateQueries({ queryKey: ['models'] }),
  ]);
}
