import { connectionModelId } from '../../domain/connections/connection-model-id.ts';
import { needConnection } from '../../domain/connections/need-connection.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { ProblemError } from '../../problem-error.ts';
import type { Services } from '../../services.ts';
import { agentConnectionTable } from '../../store/agent-connection-table.ts';
import { connectionTable } from '../../store/connection-table.ts';

const route = createRoute({
  method: 'delete',
  path: '/connections/{id}',
  needs: 'editor',
  tags: ['Connections'],
  summary: 'Delete a connection that no agent uses',
  request: { params: idParam },
  responses: {
    204: { description: 'It is gone, its credential too.' },
    ...problems(401, 403, 404, 409),
  },
});

export function deleteConnection(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    await services.changes.make(c.get('actor').name, async (change) => {
      const connection = await needConnection(change.db, id);
      const uses = await agentConnectionTable.uses(change.db, id);
      if (uses.length > 0) {
        const agents = uses.map((use) => ({ id: use.id, name: use.name }));
        throw new ProblemError(
          409,
          'connection_in_use',
          `${connection.name} is in use, as the model or a fallback of: ${agents.map(({ name }) => name).join(', ')}. Choose another model there first.`,
          { members: { agents } },
        );
      }
      await connectionTable.delete(change.db, id);
      await change.audit({
        action: 'connection.deleted',
        target: { kind: 'connection', id, name: connection.name },
        details: { host: new URL(connection.url).host, modelId: connection.modelId },
        projectId: connection.projectId,
      });
      change.touched.connections.add(id);
    });
    services.repairTally.forget(connectionModelId(id));
    return c.body(null, 204);
  });
}
