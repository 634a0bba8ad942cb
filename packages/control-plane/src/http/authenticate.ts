import type { MiddlewareHandler } from 'hono';
import type { Actor } from '../domain/access/actor.ts';
import type { AdminAccess } from '../domain/access/admin-access.ts';
import { ProblemError } from '../problem-error.ts';
import type { AppContext, AppEnv } from './app.ts';
import { refuseCrossSite } from './cross-site.ts';
import { sessionCookie } from './session-cookie.ts';

/** `METHOD path` of the routes that anybody may call. */
const publicRoutes = new Set([
  'GET /api/v1/openapi.json',
  'GET /api/v1/docs',
  'HEAD /api/v1/openapi.json',
  'HEAD /api/v1/docs',
  'POST /api/v1/first-admin',
  'POST /api/v1/session',
]);

/** Every route but the public ones has an actor behind this; a cross-site request gets no further. */
export function authenticate(access: AdminAccess): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (publicRoutes.has(`${c.req.method} ${c.req.path}`)) {
      refuseCrossSite(c, false);
      return next();
    }
    const actor = await actorOf(c, access);
    if (actor === null) throw signInFirst(access);
    if (actor.kind === 'session') refuseCrossSite(c, true);
    c.set('actor', actor);
    return next();
  };
}

/** A token that was given is judged alone: a wrong one is never made good by a cookie. */
async function actorOf(c: AppContext, access: AdminAccess): Promise<Actor | null> {
  const authorization = c.req.header('authorization');
  if (authorization !== undefined) {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    return token === undefined ? null : access.tokenActor(token);
  }
  const session = sessionCookie.read(c);
  return session === undefined ? null : access.sessionActor(session);
}

function signInFirst(access: AdminAccess): ProblemError {
  return new ProblemError(
    401,
    'not_signed_in',
    access.hasAdmin
      ? 'Sign in on the page, or send an admin token as "Authorization: Bearer …".'
      : 'There is no admin yet: open the one-time link that the start of Jackfield printed, or send an admin token as "Authorization: Bearer …".',
    {
      headers: { 'www-authenticate': 'Bearer realm="jackfield"' },
      members: { firstAdmin: !access.hasAdmin },
    },
  );
}
