import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { CreatedUser, NewUser, PasswordLink, User } from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';

export interface UserChange {
  readonly name?: string;
  readonly email?: string | null;
  readonly role?: User['role'];
  readonly disabled?: boolean;
}

/** Admins alone are told; so it is asked for only when `enabled`. */
export function useUsers(enabled = true): UseQueryResult<User[]> {
  return useQuery({
    queryKey: ['users'],
    enabled,
    queryFn: async ({ signal }) =>
      (await request<{ items: User[] }>('GET', '/users', { signal })).items,
  });
}

export function useInviteUser(): UseMutationResult<CreatedUser, Error, NewUser> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<CreatedUser>('POST', '/users', { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
}

export function useChangeUser(id: string): UseMutationResult<User, Error, UserChange> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => request<User>('PATCH', `/users/${id}`, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
}

export function useDeleteUser(id: string): UseMutationResult<void, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<void>('DELETE', `/users/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
}

export function useResetLink(id: string): UseMutationResult<PasswordLink, Error, void> {
  return useMutation({
    mutationFn: () => request<PasswordLink>('POST', `/users/${id}/reset-link`),
  });
}
