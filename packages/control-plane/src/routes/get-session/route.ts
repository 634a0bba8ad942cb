import { toMe } from '../../domain/people/to-me.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { sessionSchema } from '../../schemas/session.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'get',
  path: '/session',
  needs: 'self',
  tags: ['Access'],
  summary: 'Who is signed in',
  description: 'Its 401 says in `firstAdmin` whether the first admin has still to be made.',
  responses: { 200: json(sessionSchema, 'Whoever sent this request.'), ...problems(401, 403) },
});

export function getSession(app: App, services: Services): void {
  app.openapi(route, async (c) => c.json({ user: await toMe(services.db, c.get('actor')) }, 200));
}
