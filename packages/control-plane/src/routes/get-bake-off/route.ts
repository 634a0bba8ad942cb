import { bakeOffParam } from '../../http/bake-off-params.ts';
import { measuredBakeOff, needBakeOff } from '../../domain/bake-offs/to-bake-off.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { measuredBakeOffSchema } from '../../schemas/bake-off.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'get',
  path: '/agents/{id}/bake-offs/{bakeOffId}',
  needs: 'viewer',
  tags: ['Bake-offs'],
  summary: 'How far a bake-off is, and what it comes to',
  request: { params: bakeOffParam },
  responses: {
    200: json(measuredBakeOffSchema, 'The bake-off, with what there is by now.'),
    ...problems(401, 403, 404),
  },
});

export function getBakeOff(app: App, { db }: Services): void {
  app.openapi(route, async (c) => {
    const { id, bakeOffId } = c.req.valid('param');
    return c.json(await measuredBakeOff(db, await needBakeOff(db, id, bakeOffId)), 200);
  });
}
