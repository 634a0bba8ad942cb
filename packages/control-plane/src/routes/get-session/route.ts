import { createRoute } from '@hono/zod-openapi';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { sessionSchema } from '../../schemas/session.ts';

const route = createRoute({
  method: 'get',
  path: '/session',
  tags: ['Access'],
  summary: 'Who is signed in',
  description: 'Its 401 says in `firstAdmin` whether the first admin has still to be made.',
  responses: { 200: json(sessionSchema, 'Whoever sent this request.'), ...problems(401) },
});

export function getSession(app: App): void {
  app.openapi(route, (c) =>
    c.json({ user: { name: c.get('actor').name, role: 'admin' as const } }, 200),
  );
}
