import { z } from '@hono/zod-openapi';
import { projectsOf } from '../../domain/access/actor.ts';
import { dyingModels } from '../../domain/lifecycle/dying-models.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { dyingModelSchema } from '../../schemas/dying-model.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'get',
  path: '/dying-models',
  needs: 'viewer',
  tags: ['Models'],
  summary: 'Where your agents’ settings name models that their vendors end',
  description:
    'As the choice or as a fallback. A model that ends has a `successor` where its vendor names one.',
  responses: {
    200: json(
      z.object({ items: z.array(dyingModelSchema) }),
      'All of them, the first to end first.',
    ),
    ...problems(401, 403),
  },
});

export function listDyingModels(app: App, services: Services): void {
  app.openapi(route, (c) =>
    c.json({ items: dyingModels(services, projectsOf(c.get('actor'))) }, 200),
  );
}
