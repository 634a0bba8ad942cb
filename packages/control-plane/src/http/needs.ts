import type { Scope } from '../schemas/api-token.ts';
import type { Role } from '../schemas/role.ts';

/**
 * Who may call a route. `nobody`: no credential is needed. `self`: anybody with an account, for what
 * is their own. A role is asked for in the project of the thing that the path names; where it names
 * none, it must be had somewhere.
 */
export type Need = 'nobody' | 'self' | Role;

/** What an API token must have been given for a route. `null`: the route judges tokens by itself. */
export function scopeOf(need: Need, method: string, path: string): Scope | null {
  if (need === 'admin') return 'admin';
  if (method.toLowerCase() === 'get') return 'read';
  if (need === 'self' || need === 'nobody') return null;
  return path.startsWith('/agents') ? 'agents:write' : 'connections:write';
}
