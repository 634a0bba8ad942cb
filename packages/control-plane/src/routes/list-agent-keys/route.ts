import { z } from '@hono/zod-openapi';
import { needAgent } from '../../domain/agents/need-agent.ts';
import { toAgentKey } from '../../domain/agents/to-agent.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { agentKeySchema } from '../../schemas/agent.ts';
import type { Services } from '../../services.ts';
import { agentKeyTable } from '../../store/agent-key-table.ts';

const route = createRoute({
  method: 'get',
  path: '/agents/{id}/keys',
  needs: 'viewer',
  tags: ['Agent keys'],
  summary: "An agent's keys, without the keys themselves",
  request: { params: idParam },
  responses: {
    200: json(z.object({ items: z.array(agentKeySchema) }), 'Oldest first.'),
    ...problems(401, 403, 404),
  },
});

export function listAgentKeys(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const agent = await needAgent(services.db, c.req.valid('param').id);
    const keys = await agentKeyTable.ofAgent(services.db, agent.id);
    return c.json({ items: keys.map((key) => toAgentKey(key, services.lastUses)) }, 200);
  });
}
