import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { z } from '@hono/zod-openapi';
import { notFound } from '../../domain/not-found.ts';
import { problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { authorize } from '../../http/authorize.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/agents/{id}/chat/completions',
  needs: 'editor',
  tags: ['Agents'],
  summary: 'Carry a turn for an agent: the playground',
  description:
    "The same body and answer as the gateway's `/v1/chat/completions`, for whoever may change the agent. Programs use the gateway with an agent key.",
  request: { params: idParam },
  responses: {
    200: {
      description: 'The answer, streamed when `stream` is true.',
      content: {
        'application/json': { schema: z.looseObject({}) },
        'text/event-stream': { schema: z.string() },
      },
    },
    ...problems(401, 403, 404),
  },
});

/** Stands before everything that reads a body: the gateway reads it itself. */
export function carryTurn(app: App, services: Services): void {
  app.post('/agents/:id/chat/completions', authorize('editor', route.method, route.path), (c) => {
    const id = c.req.param('id');
    if (!services.publisher.hasAgent(id)) throw notFound('agent', id, '/agents');
    services.options.carryTurn(id, c.env.incoming, c.env.outgoing);
    return RESPONSE_ALREADY_SENT;
  });
}

/** Describes it among the other operations on agents. */
export function describeCarryTurn(app: App): void {
  app.openAPIRegistry.registerPath(route);
}
