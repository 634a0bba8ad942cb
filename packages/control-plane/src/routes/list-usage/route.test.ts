import type { AttemptRecord, TurnRecord } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';

const answered: AttemptRecord = {
  model: 'openai/lively',
  provider: 'openai',
  upstreamModel: 'lively',
  spanId: null,
  cause: 'choice',
  startedAt: 0,
  durationMs: 500,
  firstTokenMs: 100,
  outcome: 'answered',
  failure: null,
  errorCode: null,
  promptTokens: 10,
  completionTokens: 5,
};
const failed: AttemptRecord = {
  ...answered,
  firstTokenMs: null,
  outcome: 'failed',
  failure: 'overloaded',
  errorCode: 'upstream_overloaded',
};
const turn: TurnRecord = {
  keyId: null,
  requestId: 'r',
  agentId: 'agt_1',
  agentSlug: 'front-desk',
  revision: 1,
  startedAt: Date.UTC(2026, 10, 23),
  durationMs: 500,
  firstTokenMs: 100,
  streamed: true,
  outcome: 'answered',
  errorCode: null,
  model: 'openai/lively',
  attempts: [answered],
  skipped: [],
  heldOn: false,
  repairs: [],
  promptTokens: 10,
  completionTokens: 5,
  trace: null,
};
const nothing = {
  failed: 0,
  attemptsFailed: 0,
  retries: 0,
  fallbacks: 0,
  hedges: { won: 0, lost: 0 },
  holdPhrases: 0,
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
    attempts: [failed, { ...failed, cause: 'retry' }],
    firstTokenMs: null,
    heldOn: true,
    promptTokens: null,
    completionTokens: null,
  });
  const answer = await plane.call('GET /usage?agentId=agt_1');
  expect(answer.status).toBe(200);
  expect(answer.body.items).toEqual([
    {
      agentId: 'agt_1',
      model: 'openai/lively',
      ...nothing,
      turns: 101,
      failed: 1,
      attemptsFailed: 2,
      retries: 1,
      holdPhrases: 1,
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
});

it('counts a turn for the model that answered, and what the others did for it for each of them', async () => {
  await using plane = await startControlPlane();
  const second: AttemptRecord = { ...answered, model: 'openai/second' };
  const record = (change: Partial<TurnRecord>) =>
    plane.controlPlane.recordTurn({ ...turn, ...change });
  record({ model: 'openai/second', attempts: [failed, { ...second, cause: 'fallback' }] });
  record({
    model: 'openai/second',
    attempts: [
      { ...answered, outcome: 'lost' },
      { ...second, cause: 'hedge' },
    ],
  });
  record({ attempts: [answered, { ...second, cause: 'hedge', outcome: 'lost' }] });
  const { body } = await plane.call('GET /usage');
  expect(body.items).toMatchObject([
    { model: 'openai/lively', ...nothing, turns: 1, attemptsFailed: 1 },
    { model: 'openai/second', ...nothing, turns: 2, fallbacks: 1, hedges: { won: 1, lost: 1 } },
  ]);
  // A hedge that lost is no fallback: the chosen model answered.
  expect(body.items[0].lastTurn.fellBack).toBe(false);
  expect(body.items[1].lastTurn.fellBack).toBe(true);
});

it('says that a fallback answered although the chosen model was not even asked', async () => {
  await using plane = await startControlPlane();
  plane.controlPlane.recordTurn({
    ...turn,
    model: 'openai/second',
    attempts: [{ ...answered, model: 'openai/second', cause: 'fallback' }],
    skipped: [{ model: 'openai/lively', reason: 'circuit_open' }],
  });
  const { body } = await plane.call('GET /usage');
  expect(body.items).toMatchObject([{ model: 'openai/second', lastTurn: { fellBack: true } }]);
});

it('counts a turn that no model could be asked for as one that failed', async () => {
  await using plane = await startControlPlane();
  plane.controlPlane.recordTurn({
    ...turn,
    outcome: 'failed',
    errorCode: 'too_many_in_flight',
    model: null,
    attempts: [],
    skipped: [{ model: 'openai/lively', reason: 'too_many_in_flight' }],
  });
  const { body } = await plane.call('GET /usage');
  expect(body.items).toMatchObject([{ model: 'openai/lively', turns: 1, failed: 1 }]);
});

it('is empty before any turn, and for an agent without one', async () => {
  await using plane = await startControlPlane();
  expect((await plane.call('GET /usage')).body.items).toEqual([]);
  expect((await plane.call('GET /usage?agentId=agt_x')).body.items).toEqual([]);
});
