import type { AppContext, App } from '../../http/app.ts';
import { startSession } from '../../domain/access/sessions.ts';
import { userForIdentity } from '../../domain/access/sso/user-for-identity.ts';
import { problems } from '../../http/answers.ts';
import { createRoute } from '../../http/create-route.ts';
import { deviceOf } from '../../http/device-of.ts';
import { ownOrigin } from '../../http/own-origin.ts';
import { sessionCookie } from '../../http/session-cookie.ts';
import { ssoCookie } from '../../http/sso-cookie.ts';
import type { Services } from '../../services.ts';
import { notSetUp } from '../start-single-sign-on/route.ts';

const route = createRoute({
  method: 'get',
  path: '/single-sign-on/callback',
  needs: 'nobody',
  tags: ['Access'],
  summary: 'Where the provider sends a browser back to',
  description:
    'Register `<your address>/api/v1/single-sign-on/callback` as redirect URI. A person is always led on to the page, which says what went wrong if something did.',
  responses: {
    302: { description: 'Signed in, or back at the sign-in page.' },
    ...problems(404),
  },
});

export function finishSingleSignOn(app: App, services: Services): void {
  const { singleSignOn, options } = services;
  app.openapi(route, async (c) => {
    if (singleSignOn === null) throw notSetUp();
    const sealed = ssoCookie.read(c);
    ssoCookie.clear(c);
    const currentUrl = new URL(`${ownOrigin(c)}${c.req.path}${new URL(c.req.url).search}`);
    const finished = await singleSignOn.finish(currentUrl, sealed ?? '').catch((err: unknown) => {
      options.log.warn({ err }, 'A single sign-on failed.');
      return null;
    });
    if (finished === null) return refused(c, 'sso_failed');
    const { identity, to } = finished;
    const made = await services.changes.make('single sign-on', async (change) => {
      const user = await userForIdentity(change, identity, singleSignOn.options);
      if (typeof user === 'string') return user;
      const session = await startSession(change, user, deviceOf(c, options.trustedProxies));
      return { session, user };
    });
    if (typeof made === 'string') return refused(c, made);
    sessionCookie.set(c, made.session);
    return c.redirect(to, 302);
  });
}

function refused(c: AppContext, code: string) {
  return c.redirect(`/sign-in?refused=${code}`, 302);
}
