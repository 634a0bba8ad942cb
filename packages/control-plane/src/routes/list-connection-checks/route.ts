import { z } from '@hono/zod-openapi';
import { toKeptCheck } from '../../domain/connections/last-check.ts';
import { needConnection } from '../../domain/connections/need-connection.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { keptCheckSchema } from '../../schemas/check-report.ts';
import type { Services } from '../../services.ts';
import { connectionCheckTable } from '../../store/connection-check-table.ts';

const route = createRoute({
  method: 'get',
  path: '/connections/{id}/checks',
  needs: 'viewer',
  tags: ['Connections'],
  summary: 'The last checks of a connection, newest first',
  description:
    'The last twenty, and beyond them the last full one and the last that passed. Without what was found: see the one check.',
  request: { params: idParam },
  responses: {
    200: json(z.object({ items: z.array(keptCheckSchema) }), 'Checks, newest first.'),
    ...problems(401, 403, 404),
  },
});

export function listConnectionChecks(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const row = await needConnection(services.db, c.req.valid('param').id);
    const checks = await connectionCheckTable.summaries(services.db, row.id);
    return c.json({ items: checks.map((check) => toKeptCheck(check, row)) }, 200);
  });
}
