import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { signInMs } from '../domain/access/sso/single-sign-on.ts';
import type { AppContext } from './app.ts';
import { cameByHttps } from './session-cookie.ts';

const name = 'jackfield_single_sign_on';

/** What a browser has begun at the provider. Lax, because it is the provider who sends it back here. */
export const ssoCookie = {
  read(c: AppContext): string | undefined {
    return getCookie(c, name);
  },

  set(c: AppContext, sealed: string): void {
    setCookie(c, name, sealed, { ...attributes(c), maxAge: signInMs / 1_000 });
  },

  clear(c: AppContext): void {
    deleteCookie(c, name, attributes(c));
  },
};

function attributes(c: AppContext) {
  const path = '/api/v1/single-sign-on';
  return { path, httpOnly: true, sameSite: 'Lax', secure: cameByHttps(c) } as const;
}
