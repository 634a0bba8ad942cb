import {
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Session } from '@jackfield/control-plane/rest-types';
import { ApiProblem } from './api-problem.ts';
import { request } from './request.ts';

/** Who is signed in, or `null` with whether the first admin has still to be made. */
export type SessionState =
  | { readonly signedIn: true; readonly session: Session }
  | { readonly signedIn: false; readonly firstAdmin: boolean };

export function useSession(): UseQueryResult<SessionState> {
  return useQuery({
    queryKey: ['session'],
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<SessionState> => {
      try {
        return { signedIn: true, session: await request<Session>('GET', '/session', { signal }) };
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
        return { signedIn: false, firstAdmin: error.body['firstAdmin'] === true };
      }
    },
  });
}

export function useSignIn(): UseMutationResult<Session, Error, { password: string }> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<Session>('POST', '/session', { body }),
    onSuccess: (session) => remember(client, { signedIn: true, session }),
  });
}

export function useFirstAdmin(): UseMutationResult<
  Session,
  Error,
  { token: string; password: string }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<Session>('POST', '/first-admin', { body }),
    onSuccess: (session) => remember(client, { signedIn: true, session }),
  });
}

export function useSignOut(): UseMutationResult<void, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<void>('DELETE', '/session'),
    onSuccess: () => {
      remember(client, { signedIn: false, firstAdmin: false });
      // The session's own query is watched by the shell, and must stay.
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
  });
}

function remember(client: QueryClient, state: SessionState): void {
  client.setQueryData(['session'], state);
}
