import type { Connection, Me } from '@jackfield/control-plane/rest-types';

/** Whose a connection is, in words; `null` where one sees a single project and nothing is shared. */
export function connectionPlace(
  { projectId, shared }: Pick<Connection, 'projectId' | 'shared'>,
  projects: Me['projects'],
): string | null {
  // What is shared is seen by people who may know nothing of the project it belongs to.
  const name = projects.find(({ id }) => id === projectId)?.name ?? 'Another project';
  if (shared) return `${name}, shared with all`;
  return projects.length > 1 ? name : null;
}
