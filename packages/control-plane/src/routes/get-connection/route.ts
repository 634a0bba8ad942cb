import { createRoute } from '@hono/zod-openapi';
import { needConnection } from '../../domain/connections/need-connection.ts';
import { toConnection } from '../../domain/connections/to-connection.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { idParam } from '../../http/id-param.ts';
import { connectionSchema } from '../../schemas/connection.ts';
import type { Services } from '../../services.ts';
import { agentConnectionTable } from '../../store/agent-connection-table.ts';
import { connectionCheckTable } from '../../store/connection-check-table.ts';

const route = createRoute({
  method: 'get',
  path: '/connections/{id}',
  tags: ['Connections'],
  summary: 'One connection',
  request: { params: idParam },
  responses: {
    200: json(connectionSchema, 'The connection, never with its credential.'),
    ...problems(401, 404),
  },
});

export function getConnection(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const row = await needConnection(services.db, c.req.valid('param').id);
    const uses = await agentConnectionTable.uses(services.db, row.id);
    const checks = await connectionCheckTable.summaries(services.db, row.id);
    return c.json(toConnection(row, uses, checks), 200);
  });
}
