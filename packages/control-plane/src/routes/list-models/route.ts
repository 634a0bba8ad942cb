import { z } from '@hono/zod-openapi';
import { listModels as listAllModels } from '../../domain/models/model-list.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { modelSchema } from '../../schemas/model.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'get',
  path: '/models',
  needs: 'viewer',
  tags: ['Models'],
  summary: 'The catalogue: every model there is to choose from, connections included',
  responses: {
    200: json(z.object({ items: z.array(modelSchema) }), 'All models, in the order to show them.'),
    ...problems(401, 403),
  },
});

export function listModels(app: App, services: Services): void {
  app.openapi(route, async (c) =>
    c.json({ items: await listAllModels(services, services.db, c.get('actor')) }, 200),
  );
}
