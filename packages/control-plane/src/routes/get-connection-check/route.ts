import { toKeptCheck } from '../../domain/connections/last-check.ts';
import { needConnection } from '../../domain/connections/need-connection.ts';
import { parseReport } from '../../domain/connections/report-json.ts';
import { notFound } from '../../domain/not-found.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { keptCheckWithReportSchema } from '../../schemas/check-report.ts';
import type { Services } from '../../services.ts';
import { connectionCheckTable } from '../../store/connection-check-table.ts';

const route = createRoute({
  method: 'get',
  path: '/connections/{id}/checks/{checkId}',
  needs: 'viewer',
  tags: ['Connections'],
  summary: 'One check of a connection, with its report',
  request: { params: idParam.extend({ checkId: idParam.shape.id }) },
  responses: {
    200: json(keptCheckWithReportSchema, 'The check, with what was sent and came back.'),
    ...problems(401, 403, 404),
  },
});

export function getConnectionCheck(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id, checkId } = c.req.valid('param');
    const row = await needConnection(services.db, id);
    const check = await connectionCheckTable.byId(services.db, id, checkId);
    if (check === undefined) throw notFound('check', checkId, `/connections/${id}/checks`);
    return c.json({ ...toKeptCheck(check, row), report: parseReport(check.report) }, 200);
  });
}
