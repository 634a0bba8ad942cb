import { createRoute, z } from '@hono/zod-openapi';
import { toAuditEvent } from '../../audit/to-audit-event.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { pageOf } from '../../http/page-of.ts';
import { numberCursor, pageQuery } from '../../http/page-query.ts';
import { auditEventSchema } from '../../schemas/audit-event.ts';
import type { Services } from '../../services.ts';
import { auditEventTable } from '../../store/audit-event-table.ts';

const route = createRoute({
  method: 'get',
  path: '/audit-events',
  tags: ['Records'],
  summary: 'Who changed what, newest first',
  description: 'Append-only, and each event holds the hash of the one before it.',
  request: { query: pageQuery },
  responses: {
    200: json(
      z.object({ items: z.array(auditEventSchema), nextCursor: z.string().nullable() }),
      'A page of events.',
    ),
    ...problems(401, 422),
  },
});

export function listAuditEvents(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const rows = await auditEventTable.page(services.db, numberCursor(cursor), limit + 1);
    const page = pageOf(rows, limit, ({ seq }) => String(seq));
    return c.json({ items: page.rows.map(toAuditEvent), nextCursor: page.nextCursor }, 200);
  });
}
