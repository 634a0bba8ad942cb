import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import { turnOf } from '../../../test/turn-of.ts';

const noon = Date.UTC(2026, 10, 23, 12);

it('answers 200 with whole captured turns that end with a caller, the newest first', async () => {
  await using plane = await startControlPlane({ clock: () => noon + 10_000 });
  const id = await makeAgent(plane);
  expect((await plane.call(`GET /agents/${id}/captured-cases`)).body).toEqual({ items: [] });
  await plane.call(`PUT /agents/${id}/capture`, { body: { retentionDays: 7 } });
  const said = (startedAt: number, texts: readonly [string, string][], cut = false): string => {
    const messages = texts.map(([role, text]) => ({ role, text }));
    const captured = { messages, answer: 'Fine.', cut };
    const turn = turnOf(id, { startedAt, captured });
    plane.controlPlane.recordTurn(turn);
    return turn.requestId;
  };
  const first = said(noon, [['user', 'Hello']]);
  said(noon + 1, [['user', 'Cut']], true);
  said(noon + 2, [
    ['user', 'Book'],
    ['tool', '{"ok":true}'],
    ['assistant', 'Booked'],
  ]);
  const last = said(noon + 3, [
    ['system', 'Be brief'],
    ['tool', '1'],
    ['user', 'Bye'],
  ]);
  const { status, body } = await plane.call(`GET /agents/${id}/captured-cases`);
  expect([status, body.items]).toEqual([
    200,
    [
      {
        requestId: last,
        startedAt: '2026-11-23T12:00:00.003Z',
        case: {
          messages: [
            { role: 'system', content: 'Be brief' },
            { role: 'user', content: 'Bye' },
          ],
          ideal: 'Fine.',
        },
      },
      {
        requestId: first,
        startedAt: '2026-11-23T12:00:00.000Z',
        case: { messages: [{ role: 'user', content: 'Hello' }], ideal: 'Fine.' },
      },
    ],
  ]);
  const period = 'from=2026-11-23T12:00:00.001Z&to=2026-11-23T12:00:01Z';
  const some = await plane.call(`GET /agents/${id}/captured-cases?${period}`);
  expect(some.body.items).toHaveLength(1);
  expect((await plane.call(`GET /agents/${id}/captured-cases?from=yesterday`)).status).toBe(422);
});
