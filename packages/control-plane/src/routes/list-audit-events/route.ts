import { z } from '@hono/zod-openapi';
import { toAuditEvent } from '../../audit/to-audit-event.ts';
import { projectsOf } from '../../domain/access/actor.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { pageOf } from '../../http/page-of.ts';
import { numberCursor, pageQuery } from '../../http/page-query.ts';
import { auditEventSchema } from '../../schemas/audit-event.ts';
import type { Services } from '../../services.ts';
import { auditEventTable } from '../../store/audit-event-table.ts';

const route = createRoute({
  method: 'get',
  path: '/audit-events',
  needs: 'viewer',
  tags: ['Records'],
  summary: 'Who changed what, newest first',
  description:
    'Append-only, and each event holds the hash of the one before it. Admins see all of them, others those of their projects.',
  request: { query: pageQuery },
  responses: {
    200: json(
      z.object({ items: z.array(auditEventSchema), nextCursor: z.string().nullable() }),
      'A page of events.',
    ),
    ...problems(401, 403, 422),
  },
});

export function listAuditEvents(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const rows = await auditEventTable.page(
      services.db,
      projectsOf(c.get('actor')),
      numberCursor(cursor),
      limit + 1,
    );
    const page = pageOf(rows, limit, ({ seq }) => String(seq));
    return c.json({ items: page.rows.map(toAuditEvent), nextCursor: page.nextCursor }, 200);
  });
}
