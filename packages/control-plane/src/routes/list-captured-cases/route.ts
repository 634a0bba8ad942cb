import { z } from '@hono/zod-openapi';
import { needAgent } from '../../domain/agents/need-agent.ts';
import { capturedCases } from '../../domain/bake-offs/captured-cases.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { turnCandidateSchema } from '../../schemas/test-set.ts';
import type { Services } from '../../services.ts';

const time = z.iso.datetime({ offset: true }).optional();

const route = createRoute({
  method: 'get',
  path: '/agents/{id}/captured-cases',
  needs: 'editor',
  tags: ['Bake-offs'],
  summary: 'Captured turns as cases, to look at before they are added to a test set',
  description:
    'Of an agent whose turns are captured, the newest first. Turns of which only a part was kept, and those that do not end with what a caller said, are left out; so are messages of tools.',
  request: {
    params: idParam,
    query: z.object({
      from: time,
      to: time,
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  },
  responses: {
    200: json(z.object({ items: z.array(turnCandidateSchema) }), 'Cases that could be added.'),
    ...problems(401, 403, 404, 422),
  },
});

export function listCapturedCases(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { from, to, limit } = c.req.valid('query');
    const agent = await needAgent(services.db, c.req.valid('param').id);
    const items = await capturedCases(services, agent.id, {
      from: from === undefined ? 0 : Date.parse(from),
      to: to === undefined ? services.options.clock() + 1 : Date.parse(to),
      limit,
    });
    return c.json({ items }, 200);
  });
}
