import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Agent, AgentChange, NewAgent } from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

export function useAgents(refetchMs?: number): UseQueryResult<Agent[]> {
  return useQuery({
    queryKey: ['agents'],
    queryFn: async ({ signal }) => {
      const items: Agent[] = [];
      let cursor: string | null = null;
      do {
        const page: { items: Agent[]; nextCursor?: string | null } = await request(
          'GET',
          cursor === null ? '/agents' : `/agents?cursor=${encodeURIComponent(cursor)}`,
          { signal },
        );
        items.push(...page.items);
        cursor = page.nextCursor ?? null;
      } while (cursor !== null);
      return items;
    },
    refetchInterval: refetchMs ?? false,
  });
}

export function useAgent(id: string, refetchMs?: number): UseQueryResult<Agent> {
  return useQuery({
    queryKey: ['agents', id],
    queryFn: ({ signal }) => request<Agent>('GET', `/agents/${id}`, { signal }),
    refetchInterval: refetchMs ?? false,
  });
}

export function useCreateAgent(): UseMutationResult<Agent, Error, NewAgent> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<Agent>('POST', '/agents', { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['agents'] }),
  });
}

export function useChangeAgent(id: string): UseMutationResult<Agent, Error, AgentChange> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<Agent>('PATCH', `/agents/${id}`, { body }),
    onSuccess: (agent) => {
      client.setQueryData(['agents', id], agent);
      return client.invalidateQueries({ queryKey: ['agents'], exact: true });
    },
  });
}

export function useDeleteAgent(id: string): UseMutationResult<void, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<void>('DELETE', `/agents/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['agents'], exact: true }),
  });
}
