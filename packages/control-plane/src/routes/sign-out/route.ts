import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { sessionCookie } from '../../http/session-cookie.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'delete',
  path: '/session',
  needs: 'self',
  tags: ['Access'],
  summary: 'Sign out: the session ends here and in the browser',
  responses: { 204: { description: 'Signed out.' }, ...problems(401, 403) },
});

export function signOut(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    await services.access.signOut(c.get('actor'));
    sessionCookie.clear(c);
    return c.body(null, 204);
  });
}
