import { needAgent } from '../../domain/agents/need-agent.ts';
import { bakeOffParam } from '../../http/bake-off-params.ts';
import { needBakeOff } from '../../domain/bake-offs/to-bake-off.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import type { Services } from '../../services.ts';
import { bakeOffTable } from '../../store/bake-off-table.ts';

const route = createRoute({
  method: 'delete',
  path: '/agents/{id}/bake-offs/{bakeOffId}',
  needs: 'editor',
  tags: ['Bake-offs'],
  summary: 'Delete a bake-off with its results',
  description: 'One that runs is stopped.',
  request: { params: bakeOffParam },
  responses: { 204: { description: 'It is gone.' }, ...problems(401, 403, 404) },
});

export function deleteBakeOff(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id, bakeOffId } = c.req.valid('param');
    await services.changes.make(c.get('actor').name, async (change) => {
      const agent = await needAgent(change.db, id);
      const row = await needBakeOff(change.db, id, bakeOffId);
      await bakeOffTable.delete(change.db, bakeOffId);
      await change.audit({
        action: 'bake_off.deleted',
        target: { kind: 'agent', id: agent.id, name: agent.name },
        details: { bakeOff: bakeOffId, testSet: row.testSetName },
        projectId: agent.projectId,
      });
    });
    services.bakeOffs.leave(bakeOffId);
    return c.body(null, 204);
  });
}
