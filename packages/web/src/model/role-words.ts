import type { ProjectRole, Role } from '@jackfield/control-plane/rest-types';

/** What each role may do, for whoever gives it. */
export const roleChoices: readonly { value: Role; label: string; hint: string }[] = [
  { value: 'viewer', label: 'Viewer', hint: 'Reads.' },
  { value: 'editor', label: 'Editor', hint: 'Also changes agents, settings, keys, connections.' },
  { value: 'admin', label: 'Admin', hint: 'Everything, in every project.' },
];

export const projectRoleChoices: readonly { value: ProjectRole; label: string }[] = [
  { value: 'viewer', label: 'Viewer' },
  { value: 'editor', label: 'Editor' },
];
