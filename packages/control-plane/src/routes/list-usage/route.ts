import { createRoute, z } from '@hono/zod-openapi';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { agentUsageSchema } from '../../schemas/status.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'get',
  path: '/usage',
  tags: ['Records'],
  summary: 'Turns, tokens and latency by agent and model, since this program started',
  request: { query: z.object({ agentId: z.string().max(100).optional() }) },
  responses: {
    200: json(z.object({ items: z.array(agentUsageSchema) }), 'One item an agent and model.'),
    ...problems(401, 422),
  },
});

export function listUsage(app: App, services: Services): void {
  app.openapi(route, (c) =>
    c.json({ items: services.usage.list(c.req.valid('query').agentId) }, 200),
  );
}
