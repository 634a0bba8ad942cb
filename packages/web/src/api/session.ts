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
export type SessionState = { readonly signedIn: true; readonly session: Session } | SignedOut;

export interface SignedOut {
  readonly signedIn: false;
  readonly firstAdmin: boolean;
  readonly passwordSignIn: boolean;
  /** The host where single sign-on happens; `null` without any. */
  readonly singleSignOn: string | null;
  /** The session that this page had, and that ended without its doing; `null` once it is left. */
  readonly ended: Session | null;
}

export function useSession(): UseQueryResult<SessionState> {
  const client = useQueryClient();
  return useQuery({
    queryKey: ['session'],
    staleTime: 60_000,
    // Somebody whose session has ended may come back from another tab, where they have signed in.
    refetchOnWindowFocus: () =>
      client.getQueryData<SessionState>(['session'])?.signedIn === false ? 'always' : true,
    queryFn: async ({ signal }): Promise<SessionState> => {
      try {
        const session = await request<Session>('GET', '/session', { signal });
        const before = lastSession(client);
        if (before !== null && before.user.id !== session.user.id) forgetAllButSession(client);
        return { signedIn: true, session };
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
        const { firstAdmin, passwordSignIn, singleSignOn } = error.body;
        return {
          signedIn: false,
          firstAdmin: firstAdmin === true,
          passwordSignIn: passwordSignIn !== false,
          singleSignOn: typeof singleSignOn === 'string' ? singleSignOn : null,
          ended: lastSession(client),
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
    onSuccess: (session) => {
      const before = lastSession(client);
      // Somebody else sees other things; oneself sees again what was refused meanwhile.
      if (before?.user.id !== session.user.id) forgetAllButSession(client);
      remember(client, { signedIn: true, session });
      return client.invalidateQueries({ predicate: isNotSession });
    },
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
    mutationFn: async () => {
      try {
        await request<void>('DELETE', '/session');
      } catch (error) {
        // One that has ended already is what was wanted.
        if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
      }
    },
    onSuccess: () => leaveSession(client),
  });
}

/** Goes to the sign-in page from a session that has ended, and drops what was typed. */
export function useLeave(): () => void {
  const client = useQueryClient();
  return () => void leaveSession(client);
}

/** Forgets the session and all that it saw, and asks which ways in there are. */
export function leaveSession(client: QueryClient): Promise<void> {
  forgetAllButSession(client);
  remember(client, {
    signedIn: false,
    firstAdmin: false,
    passwordSignIn: true,
    singleSignOn: null,
    ended: null,
  });
  return client.invalidateQueries({ queryKey: ['session'] });
}

function lastSession(client: QueryClient): Session | null {
  const state = client.getQueryData<SessionState>(['session']);
  if (state === undefined) return null;
  return state.signedIn ? state.session : state.ended;
}

/** The session's own query is watched by the shell, and must stay. */
function forgetAllButSession(client: QueryClient): void {
  client.removeQueries({ predicate: isNotSession });
}

function isNotSession({ queryKey }: { queryKey: readonly unknown[] }): boolean {
  return queryKey[0] !== 'session';
}

function remember(client: QueryClient, state: SessionState): void {
  client.setQueryData(['session'], state);
}
