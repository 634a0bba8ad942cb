import { needAgent } from '../../domain/agents/need-agent.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import type { Services } from '../../services.ts';
import { agentTable } from '../../store/agent-table.ts';

const route = createRoute({
  method: 'delete',
  path: '/agents/{id}',
  needs: 'editor',
  tags: ['Agents'],
  summary: 'Delete an agent, with its keys and its model setting',
  description:
    'Its keys stop working at once; the audit log keeps what was done, and its turns stay recorded for as long as others; what they said is deleted.',
  request: { params: idParam },
  responses: { 204: { description: 'It is gone.' }, ...problems(401, 403, 404) },
});

export function deleteAgent(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    await services.changes.make(c.get('actor').name, async (change) => {
      const agent = await needAgent(change.db, id);
      await agentTable.delete(change.db, id);
      await change.audit({
        action: 'agent.deleted',
        target: { kind: 'agent', id, name: agent.name },
        details: { slug: agent.slug, revision: agent.revision },
        projectId: agent.projectId,
      });
      change.touched.agents.add(id);
    });
    services.turnRetention.sweepSoon();
    return c.body(null, 204);
  });
}
