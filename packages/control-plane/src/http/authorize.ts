import type { MiddlewareHandler } from 'hono';
import { roleIn } from '../domain/access/actor.ts';
import type { Actor } from '../domain/access/actor.ts';
import { reaches } from '../domain/access/role.ts';
import { notFound } from '../domain/not-found.ts';
import { ProblemError } from '../problem-error.ts';
import type { Role } from '../schemas/role.ts';
import { roles } from '../schemas/role.ts';
import { agentTable } from '../store/agent-table.ts';
import { connectionTable } from '../store/connection-table.ts';
import { turnTable } from '../store/turn-table.ts';
import type { AppContext, AppEnv } from './app.ts';
import { scopeOf } from './needs.ts';
import type { Need } from './needs.ts';

/**
 * Lets a request through to its route only if whoever sends it may do what the route does, to the
 * very thing that the path names. A thing of a project that they are no member of is answered like
 * one that isn't there, to the letter.
 */
export function authorize(
  need: Exclude<Need, 'nobody'>,
  method: string,
  path: string,
): MiddlewareHandler<AppEnv> {
  const scope = scopeOf(need, method, path);
  const thing = thingOf(path);
  return async (c, next) => {
    const actor = c.get('actor');
    if (scope !== null && !actor.scopes.has(scope)) throw scopeMissing(scope);
    if (need === 'self') return next();
    const id = c.req.param('id') ?? '';
    const role = thing === null ? mostAnywhere(actor) : await roleFor(c, actor, thing, id);
    if (!reaches(role, need)) throw roleMissing(need);
    return next();
  };
}

type Thing = 'agent' | 'connection' | 'project' | 'turn';

function thingOf(path: string): Thing | null {
  const found = /^\/(agent|connection|project|turn)s\/\{id\}/.exec(path)?.[1];
  return found === undefined ? null : (found as Thing);
}

/** What may be done where no project is named: the route itself judges the one it is about. */
function mostAnywhere(actor: Actor): Role {
  if (actor.role === 'admin') return 'admin';
  const editsSomewhere = [...actor.projects.values()].includes('editor');
  return editsSomewhere ? 'editor' : 'viewer';
}

/** @throws ProblemError 404 */
async function roleFor(c: AppContext, actor: Actor, thing: Thing, id: string): Promise<Role> {
  // Admins see everything, so what isn't there is told by the route itself.
  if (actor.role === 'admin') return 'admin';
  const role = await roleForThing(c, actor, thing, id);
  if (role === null) throw notFound(thing, id, `/${thing}s`);
  return role;
}

async function roleForThing(
  c: AppContext,
  actor: Actor,
  thing: Thing,
  id: string,
): Promise<Role | null> {
  const db = c.get('db');
  switch (thing) {
    case 'agent': {
      const agent = await agentTable.byId(db, id);
      return agent === undefined ? null : roleIn(actor, agent.projectId);
    }
    case 'connection': {
      const connection = await connectionTable.byId(db, id);
      if (connection === undefined) return null;
      // What other projects rely on is changed by admins alone.
      return connection.shared === 1 ? 'viewer' : roleIn(actor, connection.projectId);
    }
    case 'project':
      return roleIn(actor, id);
    case 'turn': {
      await c.get('turnLog').flush();
      const turn = await turnTable.byId(db, id);
      return turn === undefined ? null : roleIn(actor, turn.projectId);
    }
  }
}

function scopeMissing(scope: string): ProblemError {
  return new ProblemError(
    403,
    'scope_missing',
    `This API token was made without the scope "${scope}", which this takes. Make one that has it.`,
    { members: { scope } },
  );
}

function roleMissing(need: Role): ProblemError {
  const who = roles.filter((role) => reaches(role, need)).join(' or ');
  return new ProblemError(
    403,
    'role_missing',
    `This takes the role ${who}, which you don’t have here. Ask an admin, who can change it under People and Projects.`,
    { members: { needs: need } },
  );
}
