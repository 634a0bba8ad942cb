import { z } from '@hono/zod-openapi';
import { projectsOf } from '../../domain/access/actor.ts';
import { toAgent } from '../../domain/agents/to-agent.ts';
import { refuseField } from '../../domain/refuse-field.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { pageOf } from '../../http/page-of.ts';
import { agentSchema } from '../../schemas/agent.ts';
import type { Services } from '../../services.ts';
import { agentTable } from '../../store/agent-table.ts';
import type { AgentCursor } from '../../store/agent-table.ts';

const route = createRoute({
  method: 'get',
  path: '/agents',
  needs: 'viewer',
  tags: ['Agents'],
  summary: 'The agents of your projects, in the order in which they were made',
  request: {
    query: z.object({
      cursor: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(1_000).default(1_000),
    }),
  },
  responses: {
    200: json(
      z.object({ items: z.array(agentSchema), nextCursor: z.string().nullable() }),
      'A page of agents.',
    ),
    ...problems(401, 403, 422),
  },
});

export function listAgents(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const rows = await agentTable.page(
      services.db,
      projectsOf(c.get('actor')),
      agentCursor(cursor),
      limit + 1,
    );
    const page = pageOf(rows, limit, ({ createdAt, id }) => `${createdAt}.${id}`);
    return c.json(
      { items: page.rows.map((row) => toAgent(row, services)), nextCursor: page.nextCursor },
      200,
    );
  });
}

function agentCursor(cursor: string | undefined): AgentCursor | null {
  if (cursor === undefined) return null;
  const match = /^(\d{1,15})\.(agt_[0-9a-z]{20})$/.exec(cursor);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw refuseField('cursor', 'cursor_invalid', 'Use the nextCursor of the page before.');
  }
  return { createdAt: Number(match[1]), id: match[2] };
}
