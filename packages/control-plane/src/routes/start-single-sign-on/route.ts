import { z } from '@hono/zod-openapi';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { ownOrigin } from '../../http/own-origin.ts';
import { ssoCookie } from '../../http/sso-cookie.ts';
import { ProblemError } from '../../problem-error.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'get',
  path: '/single-sign-on',
  needs: 'nobody',
  tags: ['Access'],
  summary: 'Begin to sign in with OpenID Connect: a browser is sent to the provider',
  description: 'Set up with the variables JACKFIELD_OIDC_….',
  request: {
    query: z.object({
      to: z.string().max(2_000).default('/').describe('The path of the page to go to afterwards.'),
    }),
  },
  responses: {
    302: { description: 'On to the provider.' },
    ...problems(404, 422, 502),
  },
});

const callbackPath = '/api/v1/single-sign-on/callback';

export function startSingleSignOn(app: App, services: Services): void {
  const { singleSignOn, options } = services;
  app.openapi(route, async (c) => {
    if (singleSignOn === null) throw notSetUp();
    const { to } = c.req.valid('query');
    try {
      const { url, sealed } = await singleSignOn.begin(
        `${ownOrigin(c)}${callbackPath}`,
        pagePath(to),
      );
      ssoCookie.set(c, sealed);
      return c.redirect(url.href, 302);
    } catch (err) {
      options.log.warn({ err }, 'Single sign-on could not be begun.');
      throw new ProblemError(
        502,
        'sso_unreachable',
        `The sign-in at ${singleSignOn.host} could not be begun: it doesn't answer as an OpenID Connect provider does. The log says more. Try again, or sign in another way.`,
      );
    }
  });
}

export function notSetUp(): ProblemError {
  return new ProblemError(
    404,
    'sso_not_set_up',
    'There is no single sign-on here: JACKFIELD_OIDC_ISSUER is not set.',
  );
}

/** Only a path of our own page: an address elsewhere must not lead anyone away. */
function pagePath(to: string): string {
  const own = 'http://own.invalid';
  const url = URL.canParse(to, own) ? new URL(to, own) : null;
  return url?.origin === own && to.startsWith('/') ? url.pathname + url.search : '/';
}
