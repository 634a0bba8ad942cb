import { toMe } from '../domain/people/to-me.ts';
import type { Session } from '../schemas/session.ts';
import type { Services } from '../services.ts';
import type { AppContext } from './app.ts';
import { sessionCookie } from './session-cookie.ts';

/** Gives the browser a session that has just been made, and says whose it is. */
export async function beginSession(
  c: AppContext,
  services: Services,
  sessionToken: string,
): Promise<Session> {
  sessionCookie.set(c, sessionToken);
  const actor = await services.access.sessionActor(sessionToken);
  if (actor === null) throw new Error('The session ended as it began.');
  return { user: await toMe(services.db, actor) };
}
