import { z } from '@hono/zod-openapi';
import { needAgent } from '../../domain/agents/need-agent.ts';
import { toTestSet } from '../../domain/bake-offs/to-test-set.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { testSetSchema } from '../../schemas/test-set.ts';
import type { Services } from '../../services.ts';
import { testSetTable } from '../../store/test-set-table.ts';

const route = createRoute({
  method: 'get',
  path: '/agents/{id}/test-sets',
  needs: 'viewer',
  tags: ['Bake-offs'],
  summary: 'The test sets of an agent',
  request: { params: idParam },
  responses: {
    200: json(z.object({ items: z.array(testSetSchema) }), 'All of them, by name.'),
    ...problems(401, 403, 404),
  },
});

export function listTestSets(app: App, { db }: Services): void {
  app.openapi(route, async (c) => {
    const { id } = await needAgent(db, c.req.valid('param').id);
    return c.json({ items: (await testSetTable.ofAgent(db, id)).map(toTestSet) }, 200);
  });
}
