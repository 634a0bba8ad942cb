import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type {
  ApiToken,
  CreatedApiToken,
  Me,
  OwnSession,
  Role,
} from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';
import { leaveSession } from './session.ts';

export interface NewToken {
  readonly name: string;
  readonly role: Role;
  readonly expiresInDays: number | null;
}

export function useChangeMe(): UseMutationResult<Me, Error, { name: string }> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<Me>('PATCH', '/me', { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['session'] }),
  });
}

export function useChangePassword(): UseMutationResult<
  void,
  Error,
  { currentPassword: string; newPassword: string }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<void>('PUT', '/me/password', { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['own-sessions'] }),
  });
}

export function useOwnSessions(): UseQueryResult<OwnSession[]> {
  return useQuery({
    queryKey: ['own-sessions'],
    queryFn: async ({ signal }) =>
      (await request<{ items: OwnSession[] }>('GET', '/me/sessions', { signal })).items,
  });
}

/** Ends one session, or with `null` every one. */
export function useEndSession(): UseMutationResult<void, Error, string | null> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id) =>
      request<void>('DELETE', id === null ? '/me/sessions' : `/me/sessions/${id}`),
    onSuccess: (_, id) =>
      id === null ? leaveSession(client) : client.invalidateQueries({ queryKey: ['own-sessions'] }),
  });
}

export function useOwnTokens(): UseQueryResult<ApiToken[]> {
  return useQuery({
    queryKey: ['own-tokens'],
    queryFn: async ({ signal }) =>
      (await request<{ items: ApiToken[] }>('GET', '/me/tokens', { signal })).items,
  });
}

export function useCreateToken(): UseMutationResult<CreatedApiToken, Error, NewToken> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<CreatedApiToken>('POST', '/me/tokens', { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['own-tokens'] }),
  });
}

export function useDeleteToken(): UseMutationResult<void, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id) => request<void>('DELETE', `/me/tokens/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['own-tokens'] }),
  });
}
