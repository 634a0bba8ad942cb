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

/** Who is signed in; or which ways in there are, and whether the first admin has still to be made. */
export type SessionState =
  | { readonly signedIn: true; readonly session: Session }
  | {
      readonly signedIn: false;
      readonly firstAdmin: boolean;
      readonly passwordSignIn: boolean;
      /** The host where single sign-on happens; `null` without any. */
      readonly singleSignOn: string | null;
    };

export function useSession(): UseQueryResult<SessionState> {
  return useQuery({
    queryKey: ['session'],
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<SessionState> => {
      try {
        return { signedIn: true, session: await request<Session>('GET', '/session', { signal }) };
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
        const { firstAdmin, passwordSignIn, singleSignOn } = error.body;
        return {
          signedIn: false,
          firstAdmin: firstAdmin === true,
          passwordSignIn: passwordSignIn !== false,
          singleSignOn: typeof singleSignOn === 'string' ? singleSignOn : null,
        };
      }
    },
  });
}

export function useSignIn(): UseMutationResult<
  Session,
  Error,
  { name?: string; password: string }
> {
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

/** Sets a password with the token of a one-time link, and signs in. */
export function useSetPassword(): UseMutationResult<
  Session,
  Error,
  { token: string; password: string }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<Session>('POST', '/password', { body }),
    onSuccess: (session) => {
      // Whoever was signed in here before saw other things.
      client.clear();
      remember(client, { signedIn: true, session });
    },
  });
}

export function useSignOut(): UseMutationResult<void, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<void>('DELETE', '/session'),
    onSuccess: () => {
      // The session's own query is watched by the shell, and must stay; it is asked which ways in there are.
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
      return client.invalidateQueries({ queryKey: ['session'] });
    },
  });
}

function remember(client: QueryClient, state: SessionState): void {
  client.setQueryData(['session'], state);
}
