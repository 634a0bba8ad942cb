import { z } from '@hono/zod-openapi';
import { sessionId } from '../../domain/access/sessions.ts';
import { needAccount } from '../../domain/people/need-account.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { ownSessionSchema } from '../../schemas/user.ts';
import type { Services } from '../../services.ts';
import { sessionTable } from '../../store/session-table.ts';

const route = createRoute({
  method: 'get',
  path: '/me/sessions',
  needs: 'self',
  tags: ['Account'],
  summary: 'Where you are signed in',
  responses: {
    200: json(z.object({ items: z.array(ownSessionSchema) }), 'Newest first.'),
    ...problems(401, 403),
  },
});

export function listOwnSessions(app: App, { db, lastUses, options }: Services): void {
  app.openapi(route, async (c) => {
    const by = needAccount(c.get('actor'));
    const current = by.kind === 'session' ? by.sessionHash : null;
    const rows = await sessionTable.ofUser(db, by.user.id);
    const now = options.clock();
    const items = rows
      .filter(({ expiresAt }) => expiresAt > now)
      .map(({ hash, userAgent, address, createdAt, lastUsedAt, expiresAt }) => {
        const last = lastUses.last('session', hash, lastUsedAt);
        return {
          id: sessionId(hash),
          current: hash === current,
          userAgent,
          address,
          createdAt: new Date(createdAt).toISOString(),
          lastUsedAt: last === null ? null : new Date(last).toISOString(),
          expiresAt: new Date(expiresAt).toISOString(),
        };
      });
    return c.json({ items }, 200);
  });
}
