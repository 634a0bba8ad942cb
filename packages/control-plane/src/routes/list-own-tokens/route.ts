import { z } from '@hono/zod-openapi';
import { toApiToken } from '../../domain/people/to-api-token.ts';
import { needAccount } from '../../domain/people/need-account.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { apiTokenSchema } from '../../schemas/api-token.ts';
import type { Services } from '../../services.ts';
import { apiTokenTable } from '../../store/api-token-table.ts';

const route = createRoute({
  method: 'get',
  path: '/me/tokens',
  needs: 'self',
  tags: ['Account'],
  summary: 'Your API tokens, without the tokens themselves',
  responses: {
    200: json(z.object({ items: z.array(apiTokenSchema) }), 'Newest first.'),
    ...problems(401, 403),
  },
});

export function listOwnTokens(app: App, { db, lastUses }: Services): void {
  app.openapi(route, async (c) => {
    const { user } = needAccount(c.get('actor'));
    const rows = await apiTokenTable.ofUser(db, user.id);
    return c.json({ items: rows.map((row) => toApiToken(row, lastUses)) }, 200);
  });
}
