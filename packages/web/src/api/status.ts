import {
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Status } from '@jackfield/control-plane/rest-types';
import { gatewaysReached } from '../model/gateways-reached.ts';
import { request } from './request.ts';

export function useStatus(): UseQueryResult<Status> {
  return useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => request<Status>('GET', '/status', { signal }),
    refetchInterval: ({ state }) => (state.data && isOnItsWay(state.data) ? 500 : 5_000),
  });
}

function isOnItsWay(status: Status): boolean {
  const { reached, running } = gatewaysReached(status);
  return reached < running;
}

/** After a save: which gateways have it is asked for at once, and nothing is claimed until then. */
export function expectNewConfiguration(client: QueryClient): void {
  client.setQueryData<Status>(['status'], (before) =>
    before === undefined || before.gateways.length < 2
      ? before
      : { ...before, gateways: before.gateways.map((each) => ({ ...each, upToDate: false })) },
  );
  void client.invalidateQueries({ queryKey: ['status'] });
}

/** Has every gateway forget the failures it counted. */
export function useCloseCircuits(): UseMutationResult<void, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<void>('POST', '/status/circuits/close'),
    onSuccess: () => client.invalidateQueries({ queryKey: ['status'] }),
  });
}
