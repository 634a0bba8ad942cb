import type { ProjectMember } from '../../schemas/project.ts';
import type { ProjectMember as ProjectMemberRow } from '../../store/project-member-table.ts';
import { roleOf } from '../access/find-actor.ts';
import { lowerRole } from '../access/role.ts';

export function toProjectMember(row: ProjectMemberRow): ProjectMember {
  const role = row.role === 'editor' ? 'editor' : 'viewer';
  const userRole = roleOf(row.userRole);
  return {
    userId: row.userId,
    name: row.name,
    email: row.email,
    role,
    mayDo: userRole === 'admin' ? 'admin' : lowerRole(role, userRole),
  };
}
