import type { AttemptRecord, TurnRecord } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import { turnOf } from '../../../test/turn-of.ts';
import type { Usage } from '../../schemas/usage.ts';

const noon = Date.UTC(2026, 10, 23, 12);
const clock = () => noon;
const minute = 60_000;
const day = 24 * 60 * minute;

const answered: AttemptRecord = {
  model: 'openai/lively',
  provider: 'openai',
  upstreamModel: 'lively',
  spanId: null,
  cause: 'choice',
  startedAt: noon,
  durationMs: 500,
  firstTokenMs: 100,
  outcome: 'answered',
  failure: null,
  errorCode: null,
  promptTokens: 10,
  cachedTokens: null,
  completionTokens: 5,
  reasoningTokens: null,
  cacheWriteTokens: null,
};
const failed: AttemptRecord = {
  ...answered,
  firstTokenMs: null,
  outcome: 'failed',
  failure: 'overloaded',
  errorCode: 'upstream_overloaded',
  promptTokens: null,
  completionTokens: null,
};

function turn(change: Partial<TurnRecord> = {}): TurnRecord {
  return turnOf('agt_1', {
    startedAt: noon,
    durationMs: 500,
    firstTokenMs: 100,
    streamed: true,
    attempts: [answered],
    promptTokens: 10,
    completionTokens: 5,
    ...change,
  });
}

const nothing = {
  failed: 0,
  left: 0,
  fellBack: 0,
  attemptsFailed: 0,
  retries: 0,
  fallbacks: 0,
  hedges: { won: 0, lost: 0 },
  holdPhrases: 0,
};

it('answers 200 with what the turns came to, by agent and model', async () => {
  await using plane = await startControlPlane({ clock });
  for (let number = 1; number <= 100; number += 1) {
    plane.controlPlane.recordTurn(turn({ firstTokenMs: number }));
  }
  plane.controlPlane.recordTurn(
    turn({
      startedAt: noon + 1,
      outcome: 'failed',
      errorCode: 'upstream_timeout',
      attempts: [failed, { ...failed, cause: 'retry' }],
      firstTokenMs: null,
      heldOn: true,
      promptTokens: null,
      completionTokens: null,
    }),
  );
  const answer = await plane.call('GET /usage?agentId=agt_1');
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    from: '2026-11-16T00:00:00.000Z',
    to: '2026-11-24T00:00:00.000Z',
    items: [
      {
        agentId: 'agt_1',
        model: 'openai/lively',
        connectionId: null,
        provider: null,
        at: null,
        ...nothing,
        turns: 101,
        failed: 1,
        attemptsFailed: 2,
        retries: 1,
        holdPhrases: 1,
        // Within 3.2 % of 50, 95 and 99.
        firstTokenP50Ms: 50,
        firstTokenP95Ms: 93,
        firstTokenP99Ms: 97,
        promptTokens: 1000,
        cachedTokens: 0,
        completionTokens: 500,
        reasoningTokens: 0,
        // 10 at $1 and 5 at $2 a million, a hundred times.
        costUsd: 0.002,
        unpricedTurns: 0,
        unpricedAttempts: 0,
        lastTurn: {
          at: '2026-11-23T12:00:00.501Z',
          outcome: 'failed',
          errorCode: 'upstream_timeout',
          fellBack: false,
        },
      },
    ],
  });
});

it('keeps them over a restart', async () => {
  await using plane = await startControlPlane({ clock });
  plane.controlPlane.recordTurn(turn());
  await using again = await plane.restart();
  expect((await again.call('GET /usage')).body.items).toMatchObject([{ turns: 1 }]);
});

it('counts a turn for the model that answered, and what the others did for it for each of them', async () => {
  await using plane = await startControlPlane({ clock });
  const second: AttemptRecord = { ...answered, model: 'openai/second' };
  const record = (change: Partial<TurnRecord>) => plane.controlPlane.recordTurn(turn(change));
  record({ model: 'openai/second', attempts: [failed, { ...second, cause: 'fallback' }] });
  record({
    startedAt: noon + 1,
    model: 'openai/second',
    attempts: [
      { ...answered, outcome: 'lost' },
      { ...second, cause: 'hedge' },
    ],
  });
  record({ attempts: [answered, { ...second, cause: 'hedge', outcome: 'lost' }] });
  const { body } = await plane.call('GET /usage');
  expect(body.items).toMatchObject([
    {
      model: 'openai/second',
      ...nothing,
      turns: 2,
      fellBack: 2,
      fallbacks: 1,
      hedges: { won: 1, lost: 1 },
      lastTurn: { fellBack: true },
    },
    // A hedge that lost is no fallback: the chosen model answered.
    {
      model: 'openai/lively',
      ...nothing,
      turns: 1,
      attemptsFailed: 1,
      lastTurn: { fellBack: false },
    },
  ]);
});

it('counts what an unsaved setting cost, and not how it did as how the agent does', async () => {
  await using plane = await startControlPlane({ clock });
  plane.controlPlane.recordTurn(turn({ revision: 0, outcome: 'failed' }));
  const trial = await plane.call('GET /usage');
  expect(trial.body.items).toMatchObject([{ turns: 1, failed: 1, lastTurn: null }]);
  plane.controlPlane.recordTurn(turn({}));
  plane.controlPlane.recordTurn(turn({ startedAt: noon + 1, revision: 0, outcome: 'failed' }));
  const later = await plane.call('GET /usage');
  expect(later.body.items).toMatchObject([{ turns: 3, lastTurn: { outcome: 'answered' } }]);
});

it('says that a fallback answered although the chosen model was not even asked', async () => {
  await using plane = await startControlPlane({ clock });
  plane.controlPlane.recordTurn(
    turn({
      model: 'openai/second',
      attempts: [{ ...answered, model: 'openai/second', cause: 'fallback' }],
      skipped: [{ model: 'openai/lively', reason: 'circuit_open' }],
    }),
  );
  const { body } = await plane.call('GET /usage');
  expect(body.items).toMatchObject([{ model: 'openai/second', lastTurn: { fellBack: true } }]);
});

it('counts a turn that no model could be asked for as one that failed', async () => {
  await using plane = await startControlPlane({ clock });
  plane.controlPlane.recordTurn(
    turn({
      outcome: 'failed',
      errorCode: 'too_many_in_flight',
      model: null,
      attempts: [],
      skipped: [{ model: 'openai/lively', reason: 'too_many_in_flight' }],
    }),
  );
  const { body } = await plane.call('GET /usage');
  expect(body.items).toMatchObject([{ model: 'openai/lively', turns: 1, failed: 1 }]);
});

it('adds up exactly what a hand-made table of turns cost, and counts what nobody can price', async () => {
  await using plane = await startControlPlane({
    clock,
    catalogDir: new URL('../../../../../catalog', import.meta.url).pathname,
  });
  // $0.10, $0.01 and $0.50 a million, for prompts up to 272,000 tokens: catalog/openai.yaml.
  const luna = { ...answered, model: 'openai/gpt-6-luna' };
  // $1 and $5 a million.
  const terra = { ...answered, model: 'openai/gpt-6.1-terra' };
  const record = (attempts: AttemptRecord[], more: Partial<TurnRecord> = {}) =>
    plane.controlPlane.recordTurn(
      turn({ model: attempts.at(-1)?.model ?? null, attempts, ...more }),
    );
  const some = 50_000;
  // 50,000 fresh and 150,000 cached, 100,000 out, half of them unseen: 0.005 + 0.0015 + 0.05.
  record([
    {
      ...luna,
      promptTokens: 4 * some,
      cachedTokens: 3 * some,
      completionTokens: 2 * some,
      reasoningTokens: some,
    },
  ]);
  // A refused attempt is free, the fallback isn't: 0.05 + 0.25.
  record([
    { ...failed, model: luna.model, promptTokens: some, completionTokens: some },
    { ...terra, cause: 'fallback', promptTokens: some, completionTokens: some },
  ]);
  // Of a hedge the one that answered: 0.005. What the other one came to is known to its vendor alone.
  record(
    [
      { ...luna, promptTokens: some, completionTokens: 0 },
      { ...terra, cause: 'hedge', outcome: 'lost' },
    ],
    { model: luna.model },
  );
  // Nobody told how many; a model of one's own has no price; neither have long prompts, and cache writes.
  record([{ ...luna, promptTokens: null, completionTokens: null }]);
  record([{ ...luna, model: 'byom/con_1', promptTokens: some, completionTokens: some }]);
  record([{ ...luna, promptTokens: 272_001, completionTokens: 1 }]);
  record([{ ...luna, promptTokens: some, cacheWriteTokens: 1, completionTokens: 1 }]);
  // Refused, out of reach, or given up by its own vendor: free.
  const failedTurn = { outcome: 'failed', model: luna.model } as const;
  record([{ ...failed, model: luna.model }], failedTurn);
  const late = { ...failed, model: luna.model, failure: 'timeout' };
  record([{ ...late, errorCode: 'upstream_connect_timeout' }], failedTurn);
  record([{ ...late, errorCode: 'upstream_timeout' }], failedTurn);
  // Broken off, broken, or stopped by our own deadline or caller: nobody knows.
  record([{ ...failed, model: luna.model, firstTokenMs: 100 }], failedTurn);
  record([{ ...failed, model: luna.model, failure: 'bad_response' }], failedTurn);
  record([{ ...late, errorCode: 'upstream_first_token_timeout' }], failedTurn);
  record([{ ...luna, outcome: 'left' }], { ...failedTurn, outcome: 'left' });
  const { body } = await plane.call('GET /usage?by=model');
  const of = (model: string) => body.items.find((item: Usage) => item.model === model);
  expect(of(luna.model)).toMatchObject({
    turns: 12,
    failed: 6,
    left: 1,
    costUsd: 0.0615,
    unpricedTurns: 3,
    unpricedAttempts: 7,
  });
  expect(of(terra.model)).toMatchObject({
    turns: 1,
    costUsd: 0.3,
    unpricedTurns: 0,
    unpricedAttempts: 1,
  });
  expect(of('byom/con_1')).toMatchObject({
    turns: 1,
    costUsd: 0,
    unpricedTurns: 1,
    unpricedAttempts: 1,
  });
});

it.each([
  [
    'agent',
    [
      { agentId: 'agt_1', turns: 2 },
      { agentId: 'agt_2', turns: 1 },
    ],
  ],
  [
    'connection',
    [
      { connectionId: null, turns: 2 },
      { connectionId: 'con_1', turns: 1 },
    ],
  ],
  [
    'provider',
    [
      { provider: 'openai', turns: 2 },
      { provider: 'byom', turns: 1 },
    ],
  ],
  [
    'day',
    [
      { at: '2026-11-22T00:00:00.000Z', turns: 1 },
      { at: '2026-11-23T00:00:00.000Z', turns: 2 },
    ],
  ],
  [
    'hour',
    [
      { at: '2026-11-22T12:00:00.000Z', turns: 1 },
      { at: '2026-11-23T11:00:00.000Z', turns: 1 },
      { at: '2026-11-23T12:00:00.000Z', turns: 1 },
    ],
  ],
  [
    'model,day',
    [
      { model: 'openai/lively', at: '2026-11-22T00:00:00.000Z', turns: 1 },
      { model: 'openai/lively', at: '2026-11-23T00:00:00.000Z', turns: 1 },
      { model: 'byom/con_1', at: '2026-11-23T00:00:00.000Z', turns: 1 },
    ],
  ],
])('counts by %s', async (by, items) => {
  await using plane = await startControlPlane({ clock });
  const byom = { ...answered, model: 'byom/con_1' };
  plane.controlPlane.recordTurn(turn({ startedAt: noon - day }));
  plane.controlPlane.recordTurn(turn({ startedAt: noon - minute, agentId: 'agt_2' }));
  plane.controlPlane.recordTurn(turn({ model: byom.model, attempts: [byom] }));
  const { body } = await plane.call(`GET /usage?by=${by}`);
  expect(body.items).toHaveLength(items.length);
  expect(body.items).toEqual(
    expect.arrayContaining(items.map((one) => expect.objectContaining(one))),
  );
  const times = body.items.map(({ at }: { at: string | null }) => at ?? '');
  expect(times.toSorted()).toEqual(times);
});

it('counts all as one, of one agent, model or project, with the first tokens of all of them', async () => {
  await using plane = await startControlPlane({ clock });
  for (const [number, model] of ['openai/lively', 'openai/lively', 'byom/con_1'].entries()) {
    plane.controlPlane.recordTurn(
      turn({
        model,
        agentId: `agt_${number}`,
        projectId: `prj_${number}`,
        attempts: [{ ...answered, model }],
        firstTokenMs: 10 * (number + 1),
      }),
    );
  }
  const ask = async (query: string) => (await plane.call(`GET /usage?by=total${query}`)).body.items;
  const all = { agentId: null, model: null, turns: 3, firstTokenP50Ms: 20, firstTokenP99Ms: 30 };
  expect(await ask('')).toMatchObject([all]);
  expect(await ask('&model=openai/lively')).toMatchObject([{ turns: 2, firstTokenP99Ms: 20 }]);
  expect(await ask('&model=openai/lively&agentId=agt_1')).toMatchObject([{ turns: 1 }]);
  expect(await ask('&projectId=prj_2')).toMatchObject([{ turns: 1, firstTokenP50Ms: 30 }]);
  expect(await ask('&model=openai/none')).toEqual([]);
  // The name under which all are counted together is nobody's.
  expect(await ask('&agentId=')).toEqual([]);
});

it('counts what began in the period, which it widens to whole minutes, hours or days', async () => {
  await using plane = await startControlPlane({ clock });
  for (const ago of [0, 1, 59, 61, 180, 60 * 30, 60 * 24 * 20]) {
    plane.controlPlane.recordTurn(turn({ startedAt: noon - ago * minute }));
  }
  const count = async (from: number, to: number) => {
    const [first, last] = [from, to].map((at) => encodeURIComponent(new Date(at).toISOString()));
    const { body } = await plane.call(`GET /usage?from=${first}&to=${last}`);
    return [body.from.slice(5, 16), body.to.slice(5, 16), body.items[0]?.turns ?? 0];
  };
  expect(await count(noon - 60 * minute + 30_000, noon)).toEqual(['11-23T11:00', '11-23T12:00', 2]);
  expect(await count(noon - 61 * minute, noon + 1)).toEqual(['11-23T10:59', '11-23T12:01', 4]);
  expect(await count(noon - 150 * minute, noon + 1)).toEqual(['11-23T09:00', '11-23T13:00', 5]);
  expect(await count(noon - 4 * day, noon)).toEqual(['11-19T00:00', '11-24T00:00', 6]);
  expect(await count(noon - 30 * day, noon)).toEqual(['10-24T00:00', '11-24T00:00', 7]);
});

it.each([
  ['by=colour', 'by_invalid'],
  ['by=hour,day', 'by_invalid'],
  ['by=total,model', 'by_invalid'],
  ['from=2026-11-23T12:00:00Z&to=2026-11-23T12:00:00Z', 'period_invalid'],
  ['from=2020-11-23T12:00:00Z', 'period_too_long'],
  ['from=yesterday', 'validation_failed'],
])('answers 422 to %s', async (query, code) => {
  await using plane = await startControlPlane({ clock });
  const { status, body } = await plane.call(`GET /usage?${query}`);
  expect([status, body.code]).toEqual([422, code]);
});

it('is empty before any turn, and for an agent without one', async () => {
  await using plane = await startControlPlane({ clock });
  expect((await plane.call('GET /usage')).body.items).toEqual([]);
  expect((await plane.call('GET /usage?agentId=agt_x')).body.items).toEqual([]);
});
