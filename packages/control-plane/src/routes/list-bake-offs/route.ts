import { z } from '@hono/zod-openapi';
import { needAgent } from '../../domain/agents/need-agent.ts';
import { toBakeOff } from '../../domain/bake-offs/to-bake-off.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { bakeOffSchema } from '../../schemas/bake-off.ts';
import type { Services } from '../../services.ts';
import { bakeOffResultTable } from '../../store/bake-off-result-table.ts';
import { bakeOffTable } from '../../store/bake-off-table.ts';

const route = createRoute({
  method: 'get',
  path: '/agents/{id}/bake-offs',
  needs: 'viewer',
  tags: ['Bake-offs'],
  summary: 'The bake-offs of an agent, the newest first',
  description: 'The last fifty are kept.',
  request: { params: idParam },
  responses: {
    200: json(z.object({ items: z.array(bakeOffSchema) }), 'All of them.'),
    ...problems(401, 403, 404),
  },
});

export function listBakeOffs(app: App, { db }: Services): void {
  app.openapi(route, async (c) => {
    const { id } = await needAgent(db, c.req.valid('param').id);
    const rows = await bakeOffTable.ofAgent(db, id);
    const counts = await bakeOffResultTable.counts(db, id);
    return c.json({ items: rows.map((row) => toBakeOff(row, counts.get(row.id) ?? 0)) }, 200);
  });
}
