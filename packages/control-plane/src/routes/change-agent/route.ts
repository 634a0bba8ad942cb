import { createRoute } from '@hono/zod-openapi';
import { needAgent } from '../../domain/agents/need-agent.ts';
import { slugTaken } from '../../domain/agents/slug-taken.ts';
import { toAgent } from '../../domain/agents/to-agent.ts';
import { changedFields } from '../../domain/changed-fields.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { idParam } from '../../http/id-param.ts';
import { agentChangeSchema, agentSchema } from '../../schemas/agent.ts';
import type { Services } from '../../services.ts';
import { agentTable } from '../../store/agent-table.ts';

const route = createRoute({
  method: 'patch',
  path: '/agents/{id}',
  tags: ['Agents'],
  summary: "Change an agent's name, slug or instructions",
  description:
    'What is left out stays, and what `GET` answered may be sent back as it is. Callers who name the agent by its slug need the new one.',
  request: { params: idParam, body: jsonBodyOf(agentChangeSchema) },
  responses: {
    200: json(agentSchema, 'The agent as it is now.'),
    ...problems(401, 403, 404, 409, ...bodyProblems),
  },
});

export function changeAgent(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const { name, slug, instructions } = c.req.valid('json');
    const agent = await services.changes.make(c.get('actor').name, async (change) => {
      const before = await needAgent(change.db, id);
      if (slug !== undefined && slug !== before.slug) {
        if (await agentTable.slugTaken(change.db, slug)) throw slugTaken(slug);
      }
      const after = {
        name: name ?? before.name,
        slug: slug ?? before.slug,
        instructions: instructions === undefined ? before.instructions : instructions,
      };
      const fields = changedFields(before, after);
      if (fields.length === 0) return before;
      await agentTable.update(change.db, id, { ...after, updatedAt: change.now });
      await change.audit({
        action: 'agent.changed',
        target: { kind: 'agent', id, name: after.name },
        details: { fields, name: after.name, slug: after.slug },
      });
      change.touched.agents.add(id);
      return { ...before, ...after, updatedAt: change.now };
    });
    return c.json(toAgent(agent), 200);
  });
}
