import { readConnection } from '../../domain/connections/read-connection.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { connectionSchema } from '../../schemas/connection.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'get',
  path: '/connections/{id}',
  needs: 'viewer',
  tags: ['Connections'],
  summary: 'One connection',
  request: { params: idParam },
  responses: {
    200: json(connectionSchema, 'The connection, never with its credential.'),
    ...problems(401, 403, 404),
  },
});

export function getConnection(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    return c.json(await readConnection(services, c.req.valid('param').id, c.get('actor')), 200);
  });
}
