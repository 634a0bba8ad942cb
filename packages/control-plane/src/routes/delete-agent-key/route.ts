import { z } from '@hono/zod-openapi';
import { needAgent } from '../../domain/agents/need-agent.ts';
import { notFound } from '../../domain/not-found.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import type { Services } from '../../services.ts';
import { agentKeyTable } from '../../store/agent-key-table.ts';

const route = createRoute({
  method: 'delete',
  path: '/agents/{id}/keys/{keyId}',
  needs: 'editor',
  tags: ['Agent keys'],
  summary: 'Delete a key; it stops working at once',
  request: { params: z.object({ id: z.string().max(100), keyId: z.string().max(100) }) },
  responses: { 204: { description: 'It is gone.' }, ...problems(401, 403, 404) },
});

export function deleteAgentKey(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id, keyId } = c.req.valid('param');
    await services.changes.make(c.get('actor').name, async (change) => {
      const agent = await needAgent(change.db, id);
      const keys = await agentKeyTable.ofAgent(change.db, id);
      const key = keys.find((candidate) => candidate.id === keyId);
      if (key === undefined) throw notFound('key', keyId, `/agents/${id}/keys`);
      await agentKeyTable.delete(change.db, keyId);
      await change.audit({
        action: 'agent_key.deleted',
        target: { kind: 'agent_key', id: keyId, name: key.name },
        details: { agentId: id, agent: agent.name, hint: key.hint },
        projectId: agent.projectId,
      });
      change.touched.agents.add(id);
    });
    return c.body(null, 204);
  });
}
