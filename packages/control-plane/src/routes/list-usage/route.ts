import { z } from '@hono/zod-openapi';
import { projectsOf } from '../../domain/access/actor.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { agentUsageSchema } from '../../schemas/status.ts';
import type { Services } from '../../services.ts';
import { agentTable } from '../../store/agent-table.ts';

const route = createRoute({
  method: 'get',
  path: '/usage',
  needs: 'viewer',
  tags: ['Records'],
  summary:
    'Turns, tokens and latency by agent of your projects and by model, since this program started',
  request: { query: z.object({ agentId: z.string().max(100).optional() }) },
  responses: {
    200: json(z.object({ items: z.array(agentUsageSchema) }), 'One item an agent and model.'),
    ...problems(401, 403, 422),
  },
});

export function listUsage(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const projects = projectsOf(c.get('actor'));
    const items = services.usage.list(c.req.valid('query').agentId);
    if (projects === null) return c.json({ items }, 200);
    const ours = await agentTable.idsIn(services.db, projects);
    return c.json({ items: items.filter(({ agentId }) => ours.has(agentId)) }, 200);
  });
}
