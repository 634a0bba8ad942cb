import type { CapturedMessage } from '@jackfield/gateway-config';
import { notFound } from '../../domain/not-found.ts';
import { readCapturedTurn } from '../../domain/turns/read-captured-turn.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { capturedTurnSchema } from '../../schemas/capture.ts';
import type { Services } from '../../services.ts';
import { turnTable } from '../../store/turn-table.ts';

const route = createRoute({
  method: 'get',
  path: '/turns/{id}/capture',
  needs: 'editor',
  tags: ['Records'],
  summary: 'What a turn said, where that was captured',
  description: 'Of an agent whose turns are captured: see `PUT /agents/{id}/capture`.',
  request: { params: idParam },
  responses: {
    200: json(capturedTurnSchema, 'As it is kept: without credentials and personal data.'),
    ...problems(401, 403, 404),
  },
});

export function getCapturedTurn(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const { db, options } = services;
    await services.turnLog.flush();
    const turn = await turnTable.byId(db, id);
    if (turn === undefined) throw notFound('turn', id, '/turns');
    const row = await readCapturedTurn(db, turn, options.clock());
    if (row === null) throw notFound('captured turn', id, '/turns');
    const { requestId, messages, answer, cut } = row;
    // Holds: only `TurnLog` writes them.
    const said = JSON.parse(messages) as CapturedMessage[];
    return c.json({ requestId, messages: said, answer, cut: cut === 1 }, 200);
  });
}
