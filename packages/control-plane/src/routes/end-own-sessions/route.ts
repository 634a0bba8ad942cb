import { needOwnSession } from '../../domain/people/need-account.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { sessionCookie } from '../../http/session-cookie.ts';
import type { Services } from '../../services.ts';
import { sessionTable } from '../../store/session-table.ts';

const route = createRoute({
  method: 'delete',
  path: '/me/sessions',
  needs: 'self',
  tags: ['Account'],
  summary: 'Sign out everywhere, here too',
  responses: {
    204: { description: 'None of your sessions lets anybody in any more.' },
    ...problems(401, 403),
  },
});

export function endOwnSessions(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { user } = needOwnSession(c.get('actor'));
    await services.changes.make(user.name, async (change) => {
      await sessionTable.deleteOfUser(change.db, user.id);
      await change.audit({
        action: 'user.signed_out_everywhere',
        target: { kind: 'user', id: user.id, name: user.name },
        details: {},
      });
    });
    sessionCookie.clear(c);
    return c.body(null, 204);
  });
}
