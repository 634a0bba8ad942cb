import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type {
  BakeOff,
  BakeOffResult,
  MeasuredBakeOff,
  NewBakeOff,
} from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

const lookMs = 1_500;

const bakeOffsKey = (agentId: string): string[] => ['agents', agentId, 'bake-offs'];

export function goesOn({ state }: Pick<BakeOff, 'state'>): boolean {
  return state === 'queued' || state === 'running';
}

/** Newest first; asked again while one of them goes on. */
export function useBakeOffs(agentId: string): UseQueryResult<BakeOff[]> {
  return useQuery({
    queryKey: bakeOffsKey(agentId),
    queryFn: async ({ signal }) =>
      (await request<{ items: BakeOff[] }>('GET', `/agents/${agentId}/bake-offs`, { signal }))
        .items,
    refetchInterval: ({ state }) => (state.data?.some(goesOn) === true ? 2 * lookMs : false),
  });
}

export function useBakeOff(agentId: string, id: string): UseQueryResult<MeasuredBakeOff> {
  return useQuery({
    queryKey: [...bakeOffsKey(agentId), id],
    queryFn: ({ signal }) =>
      request<MeasuredBakeOff>('GET', `/agents/${agentId}/bake-offs/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data && goesOn(state.data) ? lookMs : false),
  });
}

export type Shown = 'all' | 'not_passed' | 'differing';

interface ResultPage {
  readonly items: BakeOffResult[];
  readonly nextCursor: string | null;
}

/** Asked anew whenever more has finished. */
export function useBakeOffResults(
  agentId: string,
  id: string,
  show: Shown,
  finished: number,
): UseInfiniteQueryResult<InfiniteData<ResultPage>> {
  return useInfiniteQuery({
    queryKey: [...bakeOffsKey(agentId), id, 'results', show, finished],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      request<ResultPage>(
        'GET',
        `/agents/${agentId}/bake-offs/${id}/results?limit=10&show=${show}${pageParam && `&cursor=${pageParam}`}`,
        { signal },
      ),
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  });
}

export function useStartBakeOff(agentId: string): UseMutationResult<BakeOff, Error, NewBakeOff> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<BakeOff>('POST', `/agents/${agentId}/bake-offs`, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: bakeOffsKey(agentId) }),
  });
}

/** Stops one, or lets it go on. */
export function useSteerBakeOff(
  agentId: string,
  id: string,
): UseMutationResult<MeasuredBakeOff, Error, 'cancel' | 'resume'> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (how) =>
      request<MeasuredBakeOff>('POST', `/agents/${agentId}/bake-offs/${id}/${how}`),
    onSettled: () => client.invalidateQueries({ queryKey: bakeOffsKey(agentId) }),
  });
}

export function useDeleteBakeOff(agentId: string): UseMutationResult<void, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id) => request<void>('DELETE', `/agents/${agentId}/bake-offs/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: bakeOffsKey(agentId), exact: true }),
  });
}
