import { z } from '@hono/zod-openapi';
import { endpointName } from '@jackfield/gateway-config';
import { visibleConnections } from '../../domain/connections/visible-connections.ts';
import { discoverEndpoint } from '../../domain/endpoints/discover-endpoint.ts';
import { localModelServers } from '../../domain/endpoints/local-model-servers.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { discoveredEndpointSchema } from '../../schemas/endpoint.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'get',
  path: '/discovered-endpoints',
  needs: 'editor',
  tags: ['Endpoints'],
  summary: 'Model servers found on this machine',
  description:
    'Asks the usual ports of 127.0.0.1 (Ollama, LM Studio, llama.cpp, vLLM) for `/v1/models` and nothing else.',
  responses: {
    200: json(z.object({ items: z.array(discoveredEndpointSchema) }), 'Those that answered.'),
    ...problems(401, 403),
  },
});

export function listDiscoveredEndpoints(app: App, services: Services): void {
  const { ownPorts, localModelServers: servers = localModelServers } = services.options;
  app.openapi(route, async (c) => {
    const connections = await visibleConnections(services.db, c.get('actor'));
    const connected = new Set(connections.map(({ url }) => endpointName(new URL(url))));
    const found = await Promise.all(
      servers
        .filter(({ port }) => !ownPorts.has(port))
        .map(async ({ software, port }) => {
          const models = await discoverEndpoint(port);
          const endpoint = `127.0.0.1:${port}`;
          return models === null
            ? []
            : [
                {
                  software,
                  url: `http://${endpoint}/v1`,
                  endpoint,
                  models,
                  connected: connected.has(endpoint) || connected.has(`localhost:${port}`),
                },
              ];
        }),
    );
    return c.json({ items: found.flat() }, 200);
  });
}
