import { z } from '@hono/zod-openapi';
import { needTestSet } from '../../domain/bake-offs/need-test-set.ts';
import { testSetParam } from '../../http/bake-off-params.ts';
import { toTestCase } from '../../domain/bake-offs/to-test-set.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { pageOf } from '../../http/page-of.ts';
import { numberCursor, pageQuery } from '../../http/page-query.ts';
import { testCaseSchema } from '../../schemas/test-set.ts';
import type { Services } from '../../services.ts';
import { testCaseTable } from '../../store/test-case-table.ts';

const route = createRoute({
  method: 'get',
  path: '/agents/{id}/test-sets/{testSetId}/cases',
  needs: 'viewer',
  tags: ['Bake-offs'],
  summary: 'The cases of a test set, in their order',
  request: { params: testSetParam, query: pageQuery },
  responses: {
    200: json(
      z.object({ items: z.array(testCaseSchema), nextCursor: z.string().nullable() }),
      'A page of cases.',
    ),
    ...problems(401, 403, 404, 422),
  },
});

export function listTestCases(app: App, { db }: Services): void {
  app.openapi(route, async (c) => {
    const { id, testSetId } = c.req.valid('param');
    const { cursor, limit } = c.req.valid('query');
    const testSet = await needTestSet(db, id, testSetId);
    const after = numberCursor(cursor) ?? 0;
    const rows = await testCaseTable.ofSet(db, testSet.id, after, limit + 1);
    const page = pageOf(rows, limit, ({ position }) => String(position));
    return c.json({ items: page.rows.map(toTestCase), nextCursor: page.nextCursor }, 200);
  });
}
