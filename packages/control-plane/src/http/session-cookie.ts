import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { sessionSeconds } from '../domain/access/sessions.ts';
import type { AppContext } from './app.ts';

const name = 'jackfield_session';

export const sessionCookie = {
  read(c: AppContext): string | undefined {
    return getCookie(c, name);
  },

  set(c: AppContext, token: string): void {
    setCookie(c, name, token, { ...attributes(c), maxAge: sessionSeconds });
  },

  clear(c: AppContext): void {
    deleteCookie(c, name, attributes(c));
  },
};

/** Out of reach of scripts and of other sites. */
function attributes(c: AppContext) {
  return { path: '/', httpOnly: true, sameSite: 'Strict', secure: cameByHttps(c) } as const;
}

/** By TLS here, or at a proxy in front: a false claim only keeps the claimer's own cookie back. */
export function cameByHttps(c: AppContext): boolean {
  if ('encrypted' in c.env.incoming.socket) return true;
  return c.req.header('x-forwarded-proto')?.split(',', 1)[0]?.trim().toLowerCase() === 'https';
}
