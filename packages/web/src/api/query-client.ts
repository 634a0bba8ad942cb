import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './api-problem.ts';

/** One cache for the page. A 401 anywhere asks for the session again, which leads to sign-in. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error, query) => onProblem(error, query.queryKey[0]) }),
  mutationCache: new MutationCache({ onError: (error) => onProblem(error, null) }),
  defaultOptions: {
    // The server may be on this very machine: whether a browser thinks it is online says nothing about it.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 5_000,
      // A refusal stays one; only a network that failed is worth another try.
      retry: (count, error) => count < 2 && error instanceof ApiProblem && error.status === 0,
    },
  },
});

function onProblem(error: unknown, from: unknown): void {
  if (from === 'session' || !(error instanceof ApiProblem) || error.status !== 401) return;
  void queryClient.invalidateQueries({ queryKey: ['session'] });
}
