import { z } from '@hono/zod-openapi';
import { bakeOffParam } from '../../http/bake-off-params.ts';
import { shownCases } from '../../domain/bake-offs/shown-cases.ts';
import { needBakeOff, toResults } from '../../domain/bake-offs/to-bake-off.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { pageOf } from '../../http/page-of.ts';
import { numberCursor, pageQuery } from '../../http/page-query.ts';
import { bakeOffResultSchema } from '../../schemas/bake-off.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'get',
  path: '/agents/{id}/bake-offs/{bakeOffId}/results',
  needs: 'viewer',
  tags: ['Bake-offs'],
  summary: 'What each model answered, case by case',
  request: {
    params: bakeOffParam,
    query: pageQuery.extend({
      show: z
        .enum(['all', 'not_passed', 'differing'])
        .default('all')
        .describe(
          '`not_passed`: where a model failed or an assertion did not hold; `differing`: where an answer is not the baseline’s.',
        ),
    }),
  },
  responses: {
    200: json(
      z.object({ items: z.array(bakeOffResultSchema), nextCursor: z.string().nullable() }),
      'A page of cases.',
    ),
    ...problems(401, 403, 404, 422),
  },
});

export function listBakeOffResults(app: App, { db }: Services): void {
  app.openapi(route, async (c) => {
    const { id, bakeOffId } = c.req.valid('param');
    const { cursor, limit, show } = c.req.valid('query');
    const row = await needBakeOff(db, id, bakeOffId);
    const after = numberCursor(cursor) ?? 0;
    const page = pageOf(await shownCases(db, row, show, after, limit + 1), limit, (last) =>
      String(last.position),
    );
    const items = await toResults(db, row, page.rows);
    return c.json({ items, nextCursor: page.nextCursor }, 200);
  });
}
