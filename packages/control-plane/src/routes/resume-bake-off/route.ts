import { bakeOffParam } from '../../http/bake-off-params.ts';
import { setBakeOffState } from '../../domain/bake-offs/set-bake-off-state.ts';
import { measuredBakeOff } from '../../domain/bake-offs/to-bake-off.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { measuredBakeOffSchema } from '../../schemas/bake-off.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/agents/{id}/bake-offs/{bakeOffId}/resume',
  needs: 'editor',
  tags: ['Bake-offs'],
  summary: 'Go on with a bake-off that was cancelled or failed',
  description: 'Only what has no result yet is asked.',
  request: { params: bakeOffParam },
  responses: {
    200: json(measuredBakeOffSchema, 'It goes on within seconds.'),
    ...problems(401, 403, 404, 409),
  },
});

export function resumeBakeOff(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id, bakeOffId } = c.req.valid('param');
    const row = await setBakeOffState(services, c.get('actor').name, id, bakeOffId, 'queued');
    services.bakeOffs.wake();
    return c.json(await measuredBakeOff(services.db, row), 200);
  });
}
