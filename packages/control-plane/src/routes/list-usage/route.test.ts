import type { TurnRecord } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';

const turn: TurnRecord = {
  keyId: null,
  requestId: 'r',
  agentId: 'agt_1',
  revision: 1,
  startedAt: Date.UTC(2026, 10, 23),
  durationMs: 500,
  firstTokenMs: 100,
  streamed: true,
  outcome: 'answered',
  errorCode: null,
  attempts: [{ model: 'openai/lively', startedAt: 0, durationMs: 500, failure: null }],
  repairs: [],
  promptTokens: 10,
  completionTokens: 5,
};

it('answers 200 with what the turns came to, by agent and model', async () => {
  await using plane = await startControlPlane();
  for (let number = 1; number <= 100; number += 1) {
    plane.controlPlane.recordTurn({ ...turn, firstTokenMs: number });
  }
  plane.controlPlane.recordTurn({
    ...turn,
    outcome: 'failed',
    errorCode: 'upstream_timeout',
    firstTokenMs: null,
    promptTokens: null,
    completionTokens: null,
  });
  plane.controlPlane.recordTurn({
    ...turn,
    agentId: 'agt_2',
    attempts: [
      { model: 'openai/lively', startedAt: 0, durationMs: 1, failure: 'overloaded' },
      { model: 'openai/second', startedAt: 0, durationMs: 1, failure: null },
    ],
  });
  const answer = await plane.call('GET /usage?agentId=agt_1');
  expect(answer.status).toBe(200);
  expect(answer.body.items).toEqual([
    {
      agentId: 'agt_1',
      model: 'openai/lively',
      turns: 101,
      failed: 1,
      firstTokenP50Ms: 50,
      firstTokenP95Ms: 95,
      promptTokens: 1000,
      completionTokens: 500,
      lastTurn: {
        at: '2026-11-23T00:00:00.500Z',
        outcome: 'failed',
        errorCode: 'upstream_timeout',
        fellBack: false,
      },
    },
  ]);
  const { body } = await plane.call('GET /usage');
  expect(body.items[1]).toMatchObject({ model: 'openai/second', lastTurn: { fellBack: true } });
});

it('is empty before any turn, and for an agent without one', async () => {
  await using plane = await startControlPlane();
  expect((await plane.call('GET /usage')).body.items).toEqual([]);
  expect((await plane.call('GET /usage?agentId=agt_x')).body.items).toEqual([]);
});
