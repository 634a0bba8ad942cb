import { z } from '@hono/zod-openapi';
import { auditEventLines } from '../../audit/audit-event-lines.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'get',
  path: '/audit-events/export',
  needs: 'admin',
  tags: ['Records'],
  summary: 'The audit events as JSON lines, oldest first',
  description:
    'One event a line, with what its hash is made of. Read as slowly as you like: nothing is held in memory for you.',
  request: {
    query: z.object({
      since: z
        .union([z.iso.datetime({ offset: true }), z.iso.date()], {
          error: 'Use a date or a time, for example 2026-11-26 or 2026-11-26T09:30:00Z.',
        })
        .optional()
        .openapi({ description: 'Only events of this time or later; a date begins at 00:00 UTC.' }),
    }),
  },
  responses: {
    200: {
      description: 'The events.',
      content: { 'application/x-ndjson': { schema: z.string() } },
    },
    ...problems(401, 403, 422),
  },
});

export function exportAuditEvents(app: App, services: Services): void {
  app.openapi(route, (c) => {
    const { since } = c.req.valid('query');
    const lines = auditEventLines(services.db, since === undefined ? 0 : Date.parse(since));
    const encoder = new TextEncoder();
    const stream = new ReadableStream<Uint8Array>(
      {
        // Called only when the one who reads has room for more.
        async pull(controller) {
          const { done, value } = await lines.next();
          if (done === true) controller.close();
          else controller.enqueue(encoder.encode(value));
        },
        cancel: () => void lines.return(undefined),
      },
      { highWaterMark: 0 },
    );
    // The library's types take "ndjson" for a kind of JSON, and then allow no answer at all.
    return c.body(stream, 200, { 'content-type': 'application/x-ndjson' }) as never;
  });
}
