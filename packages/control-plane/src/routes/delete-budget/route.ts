import { needAgent } from '../../domain/agents/need-agent.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import type { Services } from '../../services.ts';
import { agentBudgetTable } from '../../store/agent-budget-table.ts';

const route = createRoute({
  method: 'delete',
  path: '/agents/{id}/budget',
  needs: 'editor',
  tags: ['Agents'],
  summary: 'Let an agent spend without a budget',
  request: { params: idParam },
  responses: {
    204: { description: 'There is none; turns that it stopped are carried again.' },
    ...problems(401, 403, 404),
  },
});

export function deleteBudget(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    await services.changes.make(c.get('actor').name, async (change) => {
      const { name, projectId } = await needAgent(change.db, id);
      if ((await agentBudgetTable.byAgent(change.db, id)) === undefined) return;
      await agentBudgetTable.delete(change.db, id);
      await change.audit({
        action: 'budget.removed',
        target: { kind: 'agent', id, name },
        details: {},
        projectId,
      });
      change.touched.agents.add(id);
    });
    return c.body(null, 204);
  });
}
