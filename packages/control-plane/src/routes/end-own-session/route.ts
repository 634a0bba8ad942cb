import { z } from '@hono/zod-openapi';
import { endSession, sessionId as idOf } from '../../domain/access/sessions.ts';
import { notFound } from '../../domain/not-found.ts';
import { needOwnSession } from '../../domain/people/need-account.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { sessionCookie } from '../../http/session-cookie.ts';
import type { Services } from '../../services.ts';
import { sessionTable } from '../../store/session-table.ts';

const route = createRoute({
  method: 'delete',
  path: '/me/sessions/{sessionId}',
  needs: 'self',
  tags: ['Account'],
  summary: 'End one of your sessions, at once',
  request: { params: z.object({ sessionId: z.string().max(100) }) },
  responses: { 204: { description: 'It lets nobody in any more.' }, ...problems(401, 403, 404) },
});

export function endOwnSession(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { sessionId } = c.req.valid('param');
    const { user, sessionHash } = needOwnSession(c.get('actor'));
    const ended = await services.changes.make(user.name, async (change) => {
      const rows = await sessionTable.ofUser(change.db, user.id);
      const row = rows.find(({ hash }) => idOf(hash) === sessionId);
      if (row === undefined) throw notFound('session', sessionId, '/me/sessions');
      await endSession(change, row.hash, user);
      return row.hash;
    });
    if (ended === sessionHash) sessionCookie.clear(c);
    return c.body(null, 204);
  });
}
