import { notFound } from '../../domain/not-found.ts';
import { readCapturedTurn } from '../../domain/turns/read-captured-turn.ts';
import { toTurn } from '../../domain/turns/to-turn.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { turnSchema } from '../../schemas/turn.ts';
import type { Services } from '../../services.ts';
import { turnTable } from '../../store/turn-table.ts';

const route = createRoute({
  method: 'get',
  path: '/turns/{id}',
  needs: 'viewer',
  tags: ['Records'],
  summary: 'One turn by its request id, with its attempts',
  request: { params: idParam },
  responses: {
    200: json(turnSchema, 'What it did: no prompt and no answer.'),
    ...problems(401, 403, 404),
  },
});

export function getTurn(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    await services.turnLog.flush();
    const { db, options } = services;
    const row = await turnTable.byId(db, id);
    if (row === undefined) throw notFound('turn', id, '/turns');
    const captured = await readCapturedTurn(db, row, options.clock());
    return c.json(toTurn(row, captured !== null), 200);
  });
}
