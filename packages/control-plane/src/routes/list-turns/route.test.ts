import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import { turnOf } from '../../../test/turn-of.ts';

const noon = Date.UTC(2026, 10, 23, 12);

const ids = (answer: { body: { items: { requestId: string }[] } }) =>
  answer.body.items.map(({ requestId }) => requestId);

it('answers 200 with what each turn did, the newest first, page by page', async () => {
  await using plane = await startControlPlane();
  const turns = Array.from({ length: 120 }, (_, index) =>
    turnOf('agt_1', { startedAt: noon + index }),
  );
  // They end in another order than they began.
  for (const turn of turns.toReversed()) plane.controlPlane.recordTurn(turn);
  const first = await plane.call('GET /turns?limit=100');
  expect(first.status).toBe(200);
  expect(first.body.items[0]).toEqual({
    requestId: turns.at(-1)?.requestId,
    projectId: turns[0]?.projectId,
    agentId: 'agt_1',
    revision: 1,
    startedAt: '2026-11-23T12:00:00.119Z',
    durationMs: 1,
    firstTokenMs: 1,
    streamed: false,
    outcome: 'answered',
    errorCode: null,
    model: 'openai/lively',
    attempts: 1,
    fellBack: false,
    promptTokens: 1,
    cachedTokens: null,
    completionTokens: 1,
    reasoningTokens: null,
    costUsd: 0.000_003,
    unpricedAttempts: 0,
  });
  const rest = await plane.call(`GET /turns?limit=100&cursor=${first.body.nextCursor}`);
  expect([...ids(first), ...ids(rest)]).toEqual(
    turns.map(({ requestId }) => requestId).toReversed(),
  );
  expect(rest.body.nextCursor).toBe(null);
});

it('finds those of an agent, of an outcome, and the one with a request id', async () => {
  await using plane = await startControlPlane();
  const turns = [
    turnOf('agt_1', { startedAt: noon }),
    turnOf('agt_1', { startedAt: noon + 1, outcome: 'failed', errorCode: 'upstream_timeout' }),
    turnOf('agt_2', { startedAt: noon + 2, outcome: 'left' }),
    turnOf('agt_2', { startedAt: noon + 3, outcome: 'failed' }),
  ];
  for (const turn of turns) plane.controlPlane.recordTurn(turn);
  const found = async (query: string) =>
    ids(await plane.call(`GET /turns?${query}`)).map((id) =>
      turns.findIndex(({ requestId }) => requestId === id),
    );
  expect(await found('agentId=agt_1')).toEqual([1, 0]);
  expect(await found('outcome=answered')).toEqual([0]);
  expect(await found('outcome=failed')).toEqual([3, 1]);
  expect(await found('outcome=left')).toEqual([2]);
  expect(await found('outcome=failed&agentId=agt_1')).toEqual([1]);
  expect(await found(`requestId=${turns[2]?.requestId}`)).toEqual([2]);
  expect(await found(`requestId=${turns[2]?.requestId}&agentId=agt_1`)).toEqual([]);
});

it.each([
  ['cursor=12', 'cursor_invalid'],
  ['outcome=won', 'validation_failed'],
  ['limit=101', 'validation_failed'],
])('answers 422 to %s', async (query, code) => {
  await using plane = await startControlPlane();
  const { status, body } = await plane.call(`GET /turns?${query}`);
  expect([status, body.code]).toEqual([422, code]);
});
