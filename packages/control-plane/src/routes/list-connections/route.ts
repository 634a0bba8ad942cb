import { z } from '@hono/zod-openapi';
import { seenUses, toConnection } from '../../domain/connections/to-connection.ts';
import { visibleConnections } from '../../domain/connections/visible-connections.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { connectionSchema } from '../../schemas/connection.ts';
import type { Services } from '../../services.ts';
import { agentConnectionTable } from '../../store/agent-connection-table.ts';
import { connectionCheckTable } from '../../store/connection-check-table.ts';

const route = createRoute({
  method: 'get',
  path: '/connections',
  needs: 'viewer',
  tags: ['Connections'],
  summary: 'The connections of your projects and the shared ones, by name',
  responses: {
    200: json(z.object({ items: z.array(connectionSchema) }), 'Never with a credential.'),
    ...problems(401, 403),
  },
});

export function listConnections(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const actor = c.get('actor');
    const rows = await visibleConnections(services.db, actor);
    const uses = Map.groupBy(
      await agentConnectionTable.uses(services.db),
      ({ connectionId }) => connectionId,
    );
    const checks = Map.groupBy(
      await connectionCheckTable.summaries(services.db),
      ({ connectionId }) => connectionId,
    );
    const items = rows.map((row) =>
      toConnection(
        row,
        seenUses(uses.get(row.id) ?? [], actor),
        checks.get(row.id) ?? [],
        services.repairTally,
      ),
    );
    return c.json({ items }, 200);
  });
}
