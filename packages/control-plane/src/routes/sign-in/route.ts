import { createRoute } from '@hono/zod-openapi';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { sessionCookie } from '../../http/session-cookie.ts';
import { sessionSchema, signInSchema } from '../../schemas/session.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/session',
  tags: ['Access'],
  summary: 'Sign in with the password',
  description: 'Answers with a session cookie that lasts 30 days.',
  security: [],
  request: { body: jsonBodyOf(signInSchema) },
  responses: {
    201: json(sessionSchema, 'Signed in.'),
    ...problems(401, 403, 429, ...bodyProblems),
  },
});

export function signIn(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { password } = c.req.valid('json');
    const address = c.env.incoming.socket.remoteAddress ?? '';
    sessionCookie.set(c, await services.access.signIn(password, address));
    return c.json({ user: { name: 'admin', role: 'admin' as const } }, 201);
  });
}
