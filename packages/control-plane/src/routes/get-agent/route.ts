import { needAgent } from '../../domain/agents/need-agent.ts';
import { toAgent } from '../../domain/agents/to-agent.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { agentSchema } from '../../schemas/agent.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'get',
  path: '/agents/{id}',
  needs: 'viewer',
  tags: ['Agents'],
  summary: 'One agent',
  request: { params: idParam },
  responses: { 200: json(agentSchema, 'The agent.'), ...problems(401, 403, 404) },
});

export function getAgent(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const agent = await needAgent(services.db, c.req.valid('param').id);
    return c.json(toAgent(agent, services), 200);
  });
}
