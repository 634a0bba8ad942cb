import { toMe } from '../../domain/people/to-me.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { meSchema } from '../../schemas/user.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'get',
  path: '/me',
  needs: 'self',
  tags: ['Account'],
  summary: 'Who you are, and what you may do where',
  responses: { 200: json(meSchema, 'Whoever sent this request.'), ...problems(401, 403) },
});

export function getMe(app: App, services: Services): void {
  app.openapi(route, async (c) => c.json(await toMe(services.db, c.get('actor')), 200));
}
