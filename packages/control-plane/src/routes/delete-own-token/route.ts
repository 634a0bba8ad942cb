import { z } from '@hono/zod-openapi';
import { notFound } from '../../domain/not-found.ts';
import { needAccount, needOwnSession } from '../../domain/people/need-account.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import type { Services } from '../../services.ts';
import { apiTokenTable } from '../../store/api-token-table.ts';

const route = createRoute({
  method: 'delete',
  path: '/me/tokens/{tokenId}',
  needs: 'self',
  tags: ['Account'],
  summary: 'Delete an API token; it stops working at once',
  description: 'A token may delete itself, and no other.',
  request: { params: z.object({ tokenId: z.string().max(100) }) },
  responses: { 204: { description: 'It is gone.' }, ...problems(401, 403, 404) },
});

export function deleteOwnToken(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { tokenId } = c.req.valid('param');
    const actor = c.get('actor');
    const by = needAccount(actor);
    if (by.kind === 'api_token' && by.token.id !== tokenId) needOwnSession(actor);
    await services.changes.make(actor.name, async (change) => {
      const tokens = await apiTokenTable.ofUser(change.db, by.user.id);
      const token = tokens.find(({ id }) => id === tokenId);
      if (token === undefined) throw notFound('API token', tokenId, '/me/tokens');
      await apiTokenTable.delete(change.db, tokenId);
      await change.audit({
        action: 'api_token.deleted',
        target: { kind: 'api_token', id: tokenId, name: token.name },
        details: { hint: token.hint },
      });
    });
    return c.body(null, 204);
  });
}
