import { z } from '@hono/zod-openapi';
import { toUser } from '../../domain/people/to-user.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { userSchema } from '../../schemas/user.ts';
import type { Services } from '../../services.ts';
import { userTable } from '../../store/user-table.ts';

const route = createRoute({
  method: 'get',
  path: '/users',
  needs: 'admin',
  tags: ['People'],
  summary: 'Everybody who has an account, by name',
  responses: {
    200: json(z.object({ items: z.array(userSchema) }), 'Never with a password.'),
    ...problems(401, 403),
  },
});

export function listUsers(app: App, { db }: Services): void {
  app.openapi(route, async (c) => {
    const rows = await userTable.all(db);
    const items = await Promise.all(rows.map((row) => toUser(db, row)));
    return c.json({ items }, 200);
  });
}
