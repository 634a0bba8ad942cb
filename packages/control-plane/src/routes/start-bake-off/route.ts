import { startBakeOff as start } from '../../domain/bake-offs/start-bake-off.ts';
import { toBakeOff } from '../../domain/bake-offs/to-bake-off.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { bakeOffSchema, newBakeOffSchema } from '../../schemas/bake-off.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/agents/{id}/bake-offs',
  needs: 'editor',
  tags: ['Bake-offs'],
  summary: 'Try models on a test set',
  description:
    'Asks every model every case in the background, beside the model that the agent uses now and with its parameters. Turns of callers come first; nothing of it counts in usage. It goes on after a restart, and asks nothing again that has a result.',
  request: { params: idParam, body: jsonBodyOf(newBakeOffSchema) },
  responses: {
    201: json(bakeOffSchema, 'It begins within seconds, once those before it have ended.'),
    ...problems(401, 403, 404, ...bodyProblems),
  },
});

export function startBakeOff(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const row = await start(services, c.get('actor').name, id, c.req.valid('json'));
    services.bakeOffs.wake();
    return c.json(toBakeOff(row, 0), 201);
  });
}
