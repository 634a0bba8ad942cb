import { slugFor } from '../../domain/agents/slug-for.ts';
import { slugTaken } from '../../domain/agents/slug-taken.ts';
import { toAgent } from '../../domain/agents/to-agent.ts';
import { projectFor } from '../../domain/projects/project-for.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { agentSchema, newAgentSchema } from '../../schemas/agent.ts';
import type { Services } from '../../services.ts';
import { agentTable } from '../../store/agent-table.ts';
import { newId } from '../../store/new-id.ts';

const route = createRoute({
  method: 'post',
  path: '/agents',
  needs: 'editor',
  tags: ['Agents'],
  summary: 'Make an agent',
  description: 'Without a `slug` one is made from the name.',
  request: { body: jsonBodyOf(newAgentSchema) },
  responses: {
    201: json(agentSchema, 'The new agent.'),
    ...problems(401, 403, 409, ...bodyProblems),
  },
});

export function createAgent(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { name, slug, instructions, projectId: wantedProject } = c.req.valid('json');
    const actor = c.get('actor');
    const agent = await services.changes.make(actor.name, async (change) => {
      const projectId = await projectFor(change.db, actor, wantedProject);
      if (slug !== undefined && (await agentTable.slugTaken(change.db, slug))) {
        throw slugTaken(slug);
      }
      const row = {
        id: newId('agt'),
        projectId,
        slug: slug ?? (await slugFor(change.db, name)),
        name,
        instructions: instructions ?? null,
        model: null,
        revision: 0,
        createdAt: change.now,
        updatedAt: change.now,
      };
      await agentTable.insert(change.db, row);
      await change.audit({
        action: 'agent.created',
        target: { kind: 'agent', id: row.id, name },
        details: { slug: row.slug },
        projectId,
      });
      change.touched.agents.add(row.id);
      return row;
    });
    return c.json(toAgent(agent, services), 201);
  });
}
