import { z } from '@hono/zod-openapi';
import { needAgent } from '../../domain/agents/need-agent.ts';
import { bakeOffParam } from '../../http/bake-off-params.ts';
import { reportHtml, reportPolicy } from '../../domain/bake-offs/report-html.ts';
import { reportJson } from '../../domain/bake-offs/report-json.ts';
import { needBakeOff } from '../../domain/bake-offs/to-bake-off.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { bakeOffReportSchema } from '../../schemas/bake-off.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'get',
  path: '/agents/{id}/bake-offs/{bakeOffId}/report',
  needs: 'viewer',
  tags: ['Bake-offs'],
  summary: 'All of a bake-off in one file',
  description: 'As JSON, or as an HTML page that needs no script and nothing from anywhere.',
  request: {
    params: bakeOffParam,
    query: z.object({ format: z.enum(['json', 'html']).default('json') }),
  },
  responses: {
    200: {
      description: 'The report.',
      content: {
        'application/json': { schema: bakeOffReportSchema },
        'text/html': { schema: z.string() },
      },
    },
    ...problems(401, 403, 404, 422),
  },
});

export function getBakeOffReport(app: App, { db }: Services): void {
  app.openapi(route, async (c) => {
    const { id, bakeOffId } = c.req.valid('param');
    const { format } = c.req.valid('query');
    const agent = await needAgent(db, id);
    const row = await needBakeOff(db, id, bakeOffId);
    const parts = format === 'html' ? reportHtml(db, agent, row) : reportJson(db, agent, row);
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>(
      {
        // Called only when the one who reads has room for more.
        async pull(controller) {
          const { done, value } = await parts.next();
          if (done === true) controller.close();
          else controller.enqueue(encoder.encode(value));
        },
        cancel: () => void parts.return(undefined),
      },
      { highWaterMark: 0 },
    );
    return c.body(body, 200, {
      'content-type': format === 'html' ? 'text/html; charset=utf-8' : 'application/json',
      'content-disposition': `attachment; filename="bake-off.${format}"`,
      'content-security-policy': reportPolicy,
    });
  });
}
