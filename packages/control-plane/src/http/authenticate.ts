import type { MiddlewareHandler } from 'hono';
import type { Actor } from '../domain/access/actor.ts';
import type { Access } from '../domain/access/access.ts';
import { ProblemError } from '../problem-error.ts';
import type { Services } from '../services.ts';
import type { AppContext, AppEnv } from './app.ts';
import { refuseCrossSite } from './cross-site.ts';
import { sessionCookie } from './session-cookie.ts';

/**
 * Every route but the public ones has an actor behind this; a cross-site request gets no further.
 *
 * @param publicRoutes `METHOD /path` of the routes that anybody may call; filled as routes are added.
 */
export function authenticate(
  { access, db, turnLog, singleSignOn }: Services,
  publicRoutes: ReadonlySet<string>,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    c.set('db', db);
    c.set('turnLog', turnLog);
    const method = c.req.method === 'HEAD' ? 'GET' : c.req.method;
    if (publicRoutes.has(`${method} ${c.req.path}`)) {
      refuseCrossSite(c, false);
      return next();
    }
    const actor = await actorOf(c, access);
    if (actor === null) throw await signInFirst(access, singleSignOn?.host ?? null);
    if (actor.by.kind === 'session') refuseCrossSite(c, true);
    c.set('actor', actor);
    return next();
  };
}

/** A token that was given is judged alone: a wrong one is never made good by a cookie. */
async function actorOf(c: AppContext, access: Access): Promise<Actor | null> {
  const authorization = c.req.header('authorization');
  if (authorization !== undefined) {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    return token === undefined ? null : access.tokenActor(token);
  }
  const session = sessionCookie.read(c);
  return session === undefined ? null : access.sessionActor(session);
}

async function signInFirst(access: Access, singleSignOn: string | null): Promise<ProblemError> {
  const hasAdmin = await access.hasAdmin();
  return new ProblemError(
    401,
    'not_signed_in',
    hasAdmin
      ? 'Sign in on the page, or send an API token as "Authorization: Bearer …".'
      : 'There is no admin yet: open the one-time link that the start of Jackfield printed, or send an admin token as "Authorization: Bearer …".',
    {
      headers: { 'www-authenticate': 'Bearer realm="jackfield"' },
      members: {
        firstAdmin: !hasAdmin,
        passwordSignIn: access.passwordSignIn,
        singleSignOn,
      },
    },
  );
}
