import { needAgent } from '../../domain/agents/need-agent.ts';
import { settleBudget } from '../../domain/budgets/settle-budget.ts';
import { toBudget } from '../../domain/budgets/to-budget.ts';
import { costUnit } from '../../domain/turns/turn-cost.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { budgetChangeSchema, budgetSchema } from '../../schemas/budget.ts';
import type { Services } from '../../services.ts';
import { agentBudgetTable } from '../../store/agent-budget-table.ts';

const route = createRoute({
  method: 'put',
  path: '/agents/{id}/budget',
  needs: 'editor',
  tags: ['Agents'],
  summary: 'Set what an agent may spend in a day or a month',
  description:
    'What the period that runs has cost already counts. With `stops`, gateways refuse its turns with 429 `budget_exceeded` from within about three seconds of the turn that spent the rest until the period ends; turns under way go on. Another amount, period or warning is told of anew. What `GET` answered may be sent back as it is.',
  request: { params: idParam, body: jsonBodyOf(budgetChangeSchema) },
  responses: {
    200: json(budgetSchema, 'It is on disk, and every gateway of this process goes by it.'),
    ...problems(401, 403, 404, ...bodyProblems),
  },
});

export function saveBudget(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const { amountUsd, period, warnAtPercent, stops } = c.req.valid('json');
    const agent = await services.changes.make(c.get('actor').name, async (change) => {
      const found = await needAgent(change.db, id);
      const before = await agentBudgetTable.byAgent(change.db, id);
      const amount = Math.round(amountUsd * costUnit);
      const given = { amount, period, warnAtPercent, stops: stops ? 1 : 0 };
      const isSameLimit =
        before?.amount === amount &&
        before.period === period &&
        before.warnAtPercent === warnAtPercent;
      if (isSameLimit && before.stops === given.stops) return found;
      const told = isSameLimit ? before : { periodFrom: 0, warnedAt: null, reachedAt: null };
      await change.audit({
        action: 'budget.saved',
        target: { kind: 'agent', id, name: found.name },
        details: { amountUsd: amount / costUnit, period, warnAtPercent, stops },
        projectId: found.projectId,
      });
      await settleBudget(change, found, { ...told, ...given, agentId: id });
      change.touched.agents.add(id);
      return found;
    });
    return c.json(await toBudget(services, services.db, agent), 200);
  });
}
