import { needAgent } from '../../domain/agents/need-agent.ts';
import { toBudget } from '../../domain/budgets/to-budget.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { budgetSchema } from '../../schemas/budget.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'get',
  path: '/agents/{id}/budget',
  needs: 'viewer',
  tags: ['Agents'],
  summary: 'What an agent may spend, and has spent',
  request: { params: idParam },
  responses: { 200: json(budgetSchema, 'How it stands.'), ...problems(401, 403, 404) },
});

export function getBudget(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const agent = await needAgent(services.db, c.req.valid('param').id);
    return c.json(await toBudget(services, services.db, agent), 200);
  });
}
