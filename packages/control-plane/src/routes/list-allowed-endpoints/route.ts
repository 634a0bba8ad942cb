import { z } from '@hono/zod-openapi';
import { operatorEndpoint, savedEndpoint } from '../../domain/endpoints/to-allowed-endpoint.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { allowedEndpointSchema } from '../../schemas/endpoint.ts';
import type { Services } from '../../services.ts';
import { allowedEndpointTable } from '../../store/allowed-endpoint-table.ts';

const route = createRoute({
  method: 'get',
  path: '/allowed-endpoints',
  needs: 'viewer',
  tags: ['Endpoints'],
  summary: 'The private endpoints that connections may reach',
  responses: {
    200: json(z.object({ items: z.array(allowedEndpointSchema) }), "The operator's first."),
    ...problems(401, 403),
  },
});

export function listAllowedEndpoints(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const saved = await allowedEndpointTable.all(services.db);
    const items = [
      ...services.operatorEndpoints.map(operatorEndpoint),
      ...saved.map(savedEndpoint),
    ];
    return c.json({ items }, 200);
  });
}
