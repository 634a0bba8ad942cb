import type { Rehearsal, Rehearsed } from '@jackfield/gateway-config';
import { expect, it, vi } from 'vitest';
import { answeredBy, askedIn, bakeOffAgent, lively } from '../../../test/bake-off-agent.ts';
import { startControlPlane, type TestControlPlane } from '../../../test/start-control-plane.ts';
import type { CaseContent } from '../../schemas/test-set.ts';

const second = 'openai/second';
const question = (content: string, more: Partial<CaseContent> = {}): CaseContent => ({
  messages: [{ role: 'user', content }],
  ...more,
});

async function ended(plane: TestControlPlane, path: string, id: string) {
  return vi.waitFor(async () => {
    const { body } = await plane.call(`GET ${path}/bake-offs/${id}`);
    expect(['done', 'failed', 'cancelled']).toContain(body.state);
    return body;
  });
}

it('answers 201, and tries every model on every case beside the one in use', async () => {
  const asked: Rehearsal[] = [];
  const echo = answeredBy((rehearsal) => {
    asked.push(rehearsal);
    return rehearsal.model === lively ? `You said ${askedIn(rehearsal)}` : 'Pardon?';
  });
  await using plane = await startControlPlane({ rehearse: echo });
  const assertions = [{ kind: 'contains', text: 'two' } as const];
  const cases = [question('one'), question('two', { assertions, name: 'Second' })];
  const { path, testSetId } = await bakeOffAgent(plane, cases);
  const body = { testSetId, models: [second] };
  const started = await plane.call(`POST ${path}/bake-offs`, { body });
  expect(started.status).toBe(201);
  expect(started.body).toMatchObject({
    state: 'queued',
    baseline: lively,
    candidates: [
      { model: lively, name: 'Lively' },
      { model: second, name: 'Second' },
    ],
    cases: 2,
    total: 4,
    finished: 0,
  });
  const done = await ended(plane, path, started.body.id);
  expect(done).toMatchObject({ state: 'done', finished: 4, problem: null });
  expect(done.summary).toMatchObject([
    { model: lively, asserted: 1, passed: 1, failed: 0, differing: 0, costPerThousandUsd: 0.003 },
    { model: second, asserted: 1, passed: 0, failed: 0, differing: 2 },
  ]);
  expect(done.verdict).toContain('Lively does best: it passes 1 of 1 cases (100%).');
  expect(asked).toHaveLength(4);
  // A case's own parts are for its judges, not for the model.
  expect(asked[0]?.request).toEqual({ messages: [{ role: 'user', content: 'one' }] });

  const results = await plane.call(
    `GET ${path}/bake-offs/${started.body.id}/results?show=not_passed`,
  );
  expect(results.body).toMatchObject({
    items: [
      { position: 2, case: { name: 'Second' }, answers: [{ passed: true }, { passed: false }] },
    ],
    nextCursor: null,
  });
  const differing = await plane.call(
    `GET ${path}/bake-offs/${started.body.id}/results?show=differing&limit=1`,
  );
  expect(differing.body).toMatchObject({ items: [{ position: 1 }], nextCursor: '1' });
  // Callers' turns are one thing, these are another.
  expect((await plane.call('GET /turns')).body.items).toEqual([]);
});

it('asks a judge, and keeps its score, its words and its cost apart', async () => {
  const rehearse = answeredBy(({ model, request }) =>
    model === second
      ? JSON.stringify({ score: 0.9, reason: 'Polite.' })
      : `Dear caller${'response_format' in request ? '!' : '.'}`,
  );
  await using plane = await startControlPlane({ rehearse });
  const assertions = [{ kind: 'judge', rubric: 'Polite.' } as const];
  const { path, testSetId } = await bakeOffAgent(plane, [question('Hello', { assertions })]);
  const without = await plane.call(`POST ${path}/bake-offs`, { body: { testSetId, models: [] } });
  expect([without.status, without.body.code]).toEqual([422, 'judge_missing']);
  const body = { testSetId, models: [], judge: second };
  const { body: started } = await plane.call(`POST ${path}/bake-offs`, { body });
  const done = await ended(plane, path, started.id);
  expect(done.summary).toMatchObject([
    { model: lively, passed: 1, costUsd: 0.000_003, judgeCostUsd: 0.000_003 },
  ]);
  const { body: results } = await plane.call(`GET ${path}/bake-offs/${started.id}/results`);
  expect(results.items[0].answers[0].assertions).toEqual([
    { kind: 'judge', passed: true, reason: 'Polite.', score: 0.9 },
  ]);
});

it('waits where a vendor asks to, and makes a result of every other failure', async () => {
  const waits: number[] = [];
  let times = 0;
  const limited: Rehearsed = {
    kind: 'failed',
    failure: 'rate_limited',
    code: 'rate_limit_exceeded',
    message: 'Too many requests.',
    retryable: true,
    retryAfterMs: 7_000,
    record: null,
  };
  const say = answeredBy(() => 'Hi');
  await using plane = await startControlPlane({
    rehearse: async (rehearsal) => {
      if (rehearsal.model === second) return { ...limited, failure: 'auth', code: 'invalid_key' };
      times += 1;
      return times < 3 ? limited : say(rehearsal);
    },
    after: (ms, work) => {
      if (ms === 7_000) waits.push(ms);
      // Only what a bake-off waits for goes by at once.
      const timer = setTimeout(work, ms === 7_000 || ms === 0 ? 0 : ms).unref();
      return () => clearTimeout(timer);
    },
  });
  const assertions = [{ kind: 'contains', text: 'Hi' } as const];
  const { path, testSetId } = await bakeOffAgent(plane, [question('Hello', { assertions })]);
  const body = { testSetId, models: [second] };
  const { body: started } = await plane.call(`POST ${path}/bake-offs`, { body });
  const done = await ended(plane, path, started.id);
  expect(waits).toEqual([7_000, 7_000]);
  expect(done.summary).toMatchObject([
    { model: lively, passed: 1, failed: 0 },
    { model: second, asserted: 1, passed: 0, failed: 1 },
  ]);
});

it('stops when cancelled, goes on when resumed, and asks nothing twice', async () => {
  const asked: string[] = [];
  const say = answeredBy((rehearsal) => `You said ${askedIn(rehearsal)}`);
  let open = 3;
  await using plane = await startControlPlane({
    rehearse: (rehearsal, signal) => {
      if (open > 0) {
        open -= 1;
        asked.push(askedIn(rehearsal));
        return say(rehearsal);
      }
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ kind: 'left' }));
      });
    },
  });
  const cases = ['a', 'b', 'c', 'd', 'e'].map((content) => question(content));
  const { path, testSetId } = await bakeOffAgent(plane, cases);
  const body = { testSetId, models: [], parallel: 1 };
  const { body: started } = await plane.call(`POST ${path}/bake-offs`, { body });
  const at = `${path}/bake-offs/${started.id}`;
  await vi.waitFor(async () => expect((await plane.call(`GET ${at}`)).body.finished).toBe(3));
  const cancelled = await plane.call(`POST ${at}/cancel`);
  expect([cancelled.status, cancelled.body.state]).toEqual([200, 'cancelled']);
  expect((await plane.call(`POST ${at}/cancel`)).status).toBe(409);
  open = 9;
  expect((await plane.call(`POST ${at}/resume`)).status).toBe(200);
  const done = await ended(plane, path, started.id);
  expect([done.state, done.finished]).toEqual(['done', 5]);
  expect(asked).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect((await plane.call(`POST ${at}/resume`)).body.code).toBe('bake_off_state');
  expect((await plane.call(`DELETE ${at}`)).status).toBe(204);
  expect((await plane.call(`GET ${at}`)).status).toBe(404);
  const actions = (await plane.call('GET /audit-events?limit=4')).body.items.map(
    ({ action }: { action: string }) => action,
  );
  expect(actions).toEqual([
    'bake_off.deleted',
    'bake_off.resumed',
    'bake_off.cancelled',
    'bake_off.started',
  ]);
});

it('goes on after a restart with what it had', async () => {
  let open = 2;
  const asked: string[] = [];
  const say = answeredBy(() => 'Hi');
  const first = await startControlPlane({
    rehearse: (rehearsal, signal) => {
      if (open > 0) {
        open -= 1;
        asked.push(askedIn(rehearsal));
        return say(rehearsal);
      }
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ kind: 'left' }));
      });
    },
  });
  const cases = ['a', 'b', 'c'].map((content) => question(content));
  const { path, testSetId } = await bakeOffAgent(first, cases);
  const body = { testSetId, models: [], parallel: 1 };
  const { body: started } = await first.call(`POST ${path}/bake-offs`, { body });
  await vi.waitFor(async () => {
    const { body: now } = await first.call(`GET ${path}/bake-offs/${started.id}`);
    expect(now.finished).toBe(2);
  });
  await using plane = await first.restart({
    rehearse: (rehearsal) => {
      asked.push(askedIn(rehearsal));
      return say(rehearsal);
    },
  });
  expect(await ended(plane, path, started.id)).toMatchObject({ state: 'done', finished: 3 });
  expect(asked).toEqual(['a', 'b', 'c']);
});

it('answers 422 for what can’t be tried, naming the field', async () => {
  await using plane = await startControlPlane();
  const { path, testSetId } = await bakeOffAgent(plane, [question('Hello')]);
  const empty = await plane.call(`POST ${path}/test-sets`, { body: { name: 'Empty' } });
  for (const [body, field, code] of [
    [{ testSetId: empty.body.id, models: [] }, 'testSetId', 'test_set_empty'],
    [{ testSetId, models: ['openai/none'] }, 'models[0]', 'model_unknown'],
    [{ testSetId, models: ['gemini/soon'] }, 'models[0]', 'model_not_selectable'],
    [{ testSetId, models: [second, 'polyllm/polyllm'] }, 'models[1]', 'provider_not_ready'],
    [{ testSetId, models: [], baseline: null }, 'models', 'models_missing'],
  ] as const) {
    const answer = await plane.call(`POST ${path}/bake-offs`, { body });
    expect([answer.status, answer.body.errors[0].field, answer.body.code]).toEqual([
      422,
      field,
      code,
    ]);
  }
});
