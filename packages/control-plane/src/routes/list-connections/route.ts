import { createRoute, z } from '@hono/zod-openapi';
import { toConnection } from '../../domain/connections/to-connection.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { connectionSchema } from '../../schemas/connection.ts';
import type { Services } from '../../services.ts';
import { agentConnectionTable } from '../../store/agent-connection-table.ts';
import { connectionCheckTable } from '../../store/connection-check-table.ts';
import { connectionTable } from '../../store/connection-table.ts';

const route = createRoute({
  method: 'get',
  path: '/connections',
  tags: ['Connections'],
  summary: 'All connections, by name',
  responses: {
    200: json(z.object({ items: z.array(connectionSchema) }), 'Never with a credential.'),
    ...problems(401),
  },
});

export function listConnections(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const rows = await connectionTable.all(services.db);
    const uses = Map.groupBy(
      await agentConnectionTable.uses(services.db),
      ({ connectionId }) => connectionId,
    );
    const checks = Map.groupBy(
      await connectionCheckTable.summaries(services.db),
      ({ connectionId }) => connectionId,
    );
    const items = rows.map((row) =>
      toConnection(row, uses.get(row.id) ?? [], checks.get(row.id) ?? [], services.usage),
    );
    return c.json({ items }, 200);
  });
}
