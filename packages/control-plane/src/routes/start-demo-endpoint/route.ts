import { allowEndpoint } from '../../domain/endpoints/allow-endpoint.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { demoEndpointSchema } from '../../schemas/endpoint.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/demo-endpoint',
  needs: 'admin',
  tags: ['Endpoints'],
  summary: 'Start the built-in demo endpoint and allow connections to it',
  description:
    'It answers by streaming back what was said. Once asked for, it starts again with every start of Jackfield.',
  responses: {
    200: json(demoEndpointSchema, 'Where it listens: make a connection to it.'),
    ...problems(401, 403),
  },
});

export function startDemoEndpoint(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const demo = await services.options.startDemoEndpoint();
    await services.changes.make(c.get('actor').name, async (change) => {
      if (!services.operatorEndpoints.includes(demo.endpoint)) {
        await allowEndpoint(change, demo.endpoint);
      }
      if (services.demoEndpoint.wanted) return;
      await services.demoEndpoint.remember(change.db);
      await change.audit({
        action: 'demo_endpoint.started',
        target: { kind: 'endpoint', id: demo.endpoint, name: 'demo endpoint' },
        details: { url: demo.url },
      });
    });
    services.demoEndpoint.remembered();
    return c.json(demo, 200);
  });
}
