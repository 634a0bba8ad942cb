import {
  queryOptions,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Project, ProjectMember, ProjectRole } from '@jackfield/control-plane/rest-types';
import { request } from './request.ts';
import { useMe } from './rights.ts';

export function useProjects(): UseQueryResult<Project[]> {
  return useQuery({
    queryKey: ['projects'],
    queryFn: async ({ signal }) =>
      (await request<{ items: Project[] }>('GET', '/projects', { signal })).items,
  });
}

/** Makes a project, or renames one. */
export function useSaveProject(
  id: string | null,
): UseMutationResult<Project, Error, { name: string }> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) =>
      id === null
        ? request<Project>('POST', '/projects', { body })
        : request<Project>('PATCH', `/projects/${id}`, { body }),
    // Who is signed in is told the projects' names too.
    onSuccess: () => client.invalidateQueries({ predicate: isOfProjects }),
  });
}

export function useDeleteProject(): UseMutationResult<void, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id) => request<void>('DELETE', `/projects/${id}`),
    onSuccess: () => client.invalidateQueries({ predicate: isOfProjects }),
  });
}

export function useProjectMembers(id: string): UseQueryResult<ProjectMember[]> {
  return useQuery(membersOf(id));
}

/** Names of admins among the members of one's projects; others are for admins alone to know. */
export function useAdminNames(): readonly string[] {
  const projects = useMe()?.projects ?? [];
  const lists = useQueries({ queries: projects.slice(0, 10).map(({ id }) => membersOf(id)) });
  const admins = lists.flatMap(({ data }) => data ?? []).filter(({ mayDo }) => mayDo === 'admin');
  return [...new Set(admins.map(({ name }) => name))];
}

function membersOf(id: string) {
  return queryOptions({
    queryKey: ['projects', id, 'members'],
    queryFn: async ({ signal }) =>
      (await request<{ items: ProjectMember[] }>('GET', `/projects/${id}/members`, { signal }))
        .items,
  });
}

/** A role, or `null` for a member no more. */
export function useSetMember(
  projectId: string,
): UseMutationResult<unknown, Error, { userId: string; role: ProjectRole | null }> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ userId, role }) => {
      const path = `/projects/${projectId}/members/${userId}`;
      return role === null
        ? request<unknown>('DELETE', path)
        : request<unknown>('PUT', path, { body: { role } });
    },
    onSuccess: () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === 'projects' || queryKey[0] === 'users',
      }),
  });
}

function isOfProjects({ queryKey }: { queryKey: readonly unknown[] }): boolean {
  return queryKey[0] === 'projects' || queryKey[0] === 'session';
}
