import { createRoute } from '@hono/zod-openapi';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { sessionCookie } from '../../http/session-cookie.ts';
import { firstAdminSchema, sessionSchema } from '../../schemas/session.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/first-admin',
  tags: ['Access'],
  summary: "Set the first admin's password, with the one-time link's token",
  description: 'Answers with a session cookie. Of several at once exactly one succeeds.',
  security: [],
  request: { body: jsonBodyOf(firstAdminSchema) },
  responses: {
    201: json(sessionSchema, 'The admin is made and signed in.'),
    ...problems(401, 403, 409, 429, ...bodyProblems),
  },
});

export function setFirstAdmin(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { token, password } = c.req.valid('json');
    sessionCookie.set(c, await services.access.createFirstAdmin(token, password));
    return c.json({ user: { name: 'admin', role: 'admin' as const } }, 201);
  });
}
