import {
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Budget, BudgetChange } from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

/** What an agent may spend and has spent, asked for again while it is looked at. */
export function useBudget(agentId: string): UseQueryResult<Budget> {
  return useQuery({
    queryKey: ['budget', agentId],
    queryFn: ({ signal }) => request<Budget>('GET', `/agents/${agentId}/budget`, { signal }),
    refetchInterval: 5_000,
  });
}

export function useSaveBudget(agentId: string): UseMutationResult<Budget, Error, BudgetChange> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<Budget>('PUT', `/agents/${agentId}/budget`, { body }),
    onSuccess: (budget) => {
      client.setQueryData(['budget', agentId], budget);
      return agentsChanged(client);
    },
  });
}

export function useDeleteBudget(agentId: string): UseMutationResult<void, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<void>('DELETE', `/agents/${agentId}/budget`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['budget', agentId] });
      await agentsChanged(client);
    },
  });
}

/** An agent says itself whether its budget stops it. */
function agentsChanged(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: ['agents'] });
}
