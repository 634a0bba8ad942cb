import { roles } from '../../schemas/role.ts';
import type { Role } from '../../schemas/role.ts';

/** Whether `role` may do what `needed` may. */
export function reaches(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

export function lowerRole(one: Role, other: Role): Role {
  return reaches(one, other) ? other : one;
}
