import {
  useInfiniteQuery,
  useQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { CapturedTurn, Turn, TurnSummary } from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

export interface TurnFilter {
  readonly agentId?: string | undefined;
  readonly outcome?: TurnSummary['outcome'] | undefined;
}

export interface Turns {
  readonly items: TurnSummary[];
  readonly nextCursor: string | null;
}

/** The newest first. */
export function useTurns(filter: TurnFilter): UseInfiniteQueryResult<InfiniteData<Turns>> {
  return useInfiniteQuery({
    queryKey: ['turns', filter],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries({ ...filter, cursor: pageParam })) {
        if (value) query.set(name, value);
      }
      return request<Turns>('GET', `/turns?${query.toString()}`, { signal });
    },
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useTurn(requestId: string): UseQueryResult<Turn> {
  return useQuery({
    queryKey: ['turn', requestId],
    queryFn: ({ signal }) =>
      request<Turn>('GET', `/turns/${encodeURIComponent(requestId)}`, { signal }),
  });
}

export function useCapturedTurn(requestId: string, enabled: boolean): UseQueryResult<CapturedTurn> {
  return useQuery({
    queryKey: ['turn', requestId, 'capture'],
    enabled,
    queryFn: ({ signal }) =>
      request<CapturedTurn>('GET', `/turns/${encodeURIComponent(requestId)}/capture`, { signal }),
  });
}
