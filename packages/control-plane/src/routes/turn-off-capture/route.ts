import { z } from '@hono/zod-openapi';
import { firstRequestId } from '@jackfield/gateway-config';
import { needAgent } from '../../domain/agents/need-agent.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import type { Services } from '../../services.ts';
import { agentCaptureTable } from '../../store/agent-capture-table.ts';

const route = createRoute({
  method: 'delete',
  path: '/agents/{id}/capture',
  needs: 'admin',
  tags: ['Agents'],
  summary: 'Keep no more of what an agent’s turns say',
  request: {
    params: idParam,
    query: z.object({
      captured: z.enum(['keep', 'delete']).default('keep').openapi({
        description:
          'What becomes of what was captured: it stays until its days are over, or is deleted: at once for everybody who asks, on the disk within minutes.',
      }),
    }),
  },
  responses: { 204: { description: 'It is off.' }, ...problems(401, 403, 404, 422) },
});

export function turnOffCapture(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const deletes = c.req.valid('query').captured === 'delete';
    await services.changes.make(c.get('actor').name, async (change) => {
      const { name, projectId } = await needAgent(change.db, id);
      const before = await agentCaptureTable.byAgent(change.db, id);
      if (before === undefined || (before.capturing === 0 && !deletes)) return;
      // Turns that began with it on may end later: they are behind this id too.
      const keptFrom = deletes ? firstRequestId(change.now + 1) : before.keptFrom;
      await agentCaptureTable.save(change.db, { ...before, capturing: 0, keptFrom });
      await change.audit({
        action: 'capture.turned_off',
        target: { kind: 'agent', id, name },
        details: { captured: deletes ? 'deleted' : 'kept' },
        projectId,
      });
      change.touched.agents.add(id);
    });
    if (deletes) services.turnRetention.sweepSoon();
    return c.body(null, 204);
  });
}
