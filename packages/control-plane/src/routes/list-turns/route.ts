import { z } from '@hono/zod-openapi';
import { isRequestId } from '@jackfield/gateway-config';
import { projectsOf } from '../../domain/access/actor.ts';
import { refuseField } from '../../domain/refuse-field.ts';
import { toTurnSummary } from '../../domain/turns/to-turn.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { pageOf } from '../../http/page-of.ts';
import { pageQuery } from '../../http/page-query.ts';
import { turnOutcomes, turnSummarySchema } from '../../schemas/turn.ts';
import type { Services } from '../../services.ts';
import { turnTable } from '../../store/turn-table.ts';

const route = createRoute({
  method: 'get',
  path: '/turns',
  needs: 'viewer',
  tags: ['Records'],
  summary: 'What turns did, those that began last first',
  description:
    'Of your projects: a turn belongs to the project its agent was in. Kept for `JACKFIELD_TURN_RECORDS_DAYS` days; there within a second of the turn’s end.',
  request: {
    query: pageQuery.extend({
      agentId: z.string().max(100).optional(),
      outcome: z.enum(turnOutcomes).optional(),
      requestId: z.string().max(100).optional(),
    }),
  },
  responses: {
    200: json(
      z.object({ items: z.array(turnSummarySchema), nextCursor: z.string().nullable() }),
      'A page of turns.',
    ),
    ...problems(401, 403, 422),
  },
});

export function listTurns(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { cursor, limit, agentId, outcome, requestId } = c.req.valid('query');
    if (cursor !== undefined && !isRequestId(cursor)) {
      throw refuseField('cursor', 'cursor_invalid', 'Use the nextCursor of the page before.');
    }
    await services.turnLog.flush();
    const filter = { projectIds: projectsOf(c.get('actor')), agentId, outcome, requestId };
    const rows = await turnTable.page(services.db, filter, cursor ?? null, limit + 1);
    const page = pageOf(rows, limit, (last) => last.requestId);
    return c.json({ items: page.rows.map(toTurnSummary), nextCursor: page.nextCursor }, 200);
  });
}
