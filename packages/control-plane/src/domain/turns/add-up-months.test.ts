import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TurnRecord } from '@jackfield/gateway-config';
import { expect, it, vi } from 'vitest';
import { newTestStore } from '../../../test/test-store.ts';
import { turnOf } from '../../../test/turn-of.ts';
import type { UsageDimension } from '../../schemas/usage.ts';
import { openStore } from '../../store/open-store.ts';
import { turnRollupTable } from '../../store/turn-rollup-table.ts';
import { addUpMonths } from './add-up-months.ts';
import { readUsage, type UsageQuestion } from './read-usage.ts';
import { rollUp } from './roll-up.ts';
import { TurnRetention } from './turn-retention.ts';

const day = 24 * 60 * 60_000;
const november = Date.UTC(2026, 10);
const agentIds = ['agt_1', 'agt_2', 'agt_3'];
const models = ['openai/lively', 'openai/steady', 'byom/con_1/own'];
const outcomes = ['answered', 'answered', 'failed', 'left'] as const;

/** A store whose clock stands where a test puts it. */
async function newCounts() {
  const dataDir = await mkdtemp(join(tmpdir(), 'jackfield-months-'));
  const testStore = await newTestStore(dataDir);
  const time = { now: november + 10 * day };
  const clock = () => time.now;
  const store = await openStore(testStore.place, clock);
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const allTime = { from: 0, to: 2 * november };
  return {
    store,
    time,
    retention: new TurnRetention({ store, keptDays: 7, log, clock }),
    record: (turns: readonly TurnRecord[]) =>
      store.writeRelaxed((db) => rollUp(db, turns, turns.map(costOf), time.now)),
    addUp: (on = store, signal = new AbortController().signal) =>
      addUpMonths({ store: on, log, clock }, signal),
    /** Those that are added up. */
    async months() {
      const months = await turnRollupTable.months(store.db, allTime.from, allTime.to);
      return months.map((month) => new Date(month).toISOString().slice(0, 7));
    },
    async ask(question: Partial<UsageQuestion>) {
      const all = {
        by: ['agent'],
        projectIds: null,
        agentId: undefined,
        model: undefined,
      } as const;
      return JSON.stringify(await readUsage(store.db, { ...allTime, ...all, ...question }, 'day'));
    },
    rowsOf: (grain: 'day' | 'month') =>
      store.db
        .selectFrom('turnRollups')
        .selectAll()
        .where('grain', '=', grain)
        .orderBy('startsAt')
        .orderBy('agentId')
        .orderBy('model')
        .orderBy('projectId')
        .execute(),
    async [Symbol.asyncDispose]() {
      await store.close();
      await testStore.remove();
      await rm(dataDir, { recursive: true });
    },
  };
}

/** Of the days before November, of all agents, models and projects, in no order. */
function turnsOf(days: number, count: number): TurnRecord[] {
  let seed = 1;
  const below = (bound: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % bound;
  };
  return Array.from({ length: count }, () => {
    const model = models[below(models.length)] ?? '';
    const [attempt] = turnOf('').attempts;
    return turnOf(agentIds[below(agentIds.length)] ?? '', {
      startedAt: november - 1 - below(days) * day - below(day),
      durationMs: below(30_000),
      firstTokenMs: below(4) === 0 ? null : below(5_000),
      projectId: `prj_${below(2)}`,
      outcome: outcomes[below(outcomes.length)] ?? 'answered',
      promptTokens: below(2_000),
      model,
      ...(attempt === undefined ? {} : { attempts: [{ ...attempt, model }] }),
    });
  });
}

function costOf({ promptTokens }: TurnRecord): number | null {
  return promptTokens === null || promptTokens % 5 === 0 ? null : promptTokens * 7;
}

const bys: UsageDimension[][] = [
  ['agent'],
  ['agent', 'model'],
  ['total'],
  ['connection'],
  ['provider'],
  ['agent', 'day'],
];

const filters: Partial<UsageQuestion>[] = [
  {},
  { projectIds: ['prj_1'] },
  { agentId: 'agt_2' },
  { model: 'openai/steady', projectIds: ['prj_0', 'prj_none'] },
];

const periods = [
  { from: november - 400 * day, to: november + 9 * day },
  { from: Date.UTC(2026, 0, 17), to: Date.UTC(2026, 6, 14) },
  { from: Date.UTC(2026, 1, 3), to: Date.UTC(2026, 1, 20) },
  { from: Date.UTC(2026, 2), to: Date.UTC(2026, 4) },
];

it('answers the same from months as from their days', async () => {
  await using counts = await newCounts();
  await counts.record(turnsOf(370, 400));
  const questions = periods.flatMap((period) =>
    bys.flatMap((by) => filters.map((filter) => ({ ...period, by, ...filter }))),
  );
  const answers = async (asked: readonly Partial<UsageQuestion>[]) => {
    const texts: string[] = [];
    for (const question of asked) texts.push(await counts.ask(question));
    return texts;
  };
  const before = await answers(questions);
  expect(new Set(before).size).toBeGreaterThan(60);
  await counts.addUp();
  expect(await counts.months()).toHaveLength(13);
  expect(await answers(questions)).toEqual(before);

  // Months alone hold what whole months came to.
  const whole = questions.filter(
    ({ from, by }) => from === Date.UTC(2026, 2) && !by.includes('day'),
  );
  const wholeBefore = await answers(whole);
  await counts.store.db.deleteFrom('turnRollups').where('grain', '=', 'day').execute();
  expect(await answers(whole)).toEqual(wholeBefore);
});

it('adds up a month three days after its end, and only what had turns', async () => {
  await using counts = await newCounts();
  await counts.addUp();
  await counts.record([
    turnOf('agt_1', { startedAt: november - 1 }),
    turnOf('agt_1', { startedAt: Date.UTC(2026, 7, 20) }),
  ]);
  counts.time.now = november + 3 * day - 1;
  await counts.addUp();
  expect(await counts.months()).toEqual(['2026-08']);
  counts.time.now += 1;
  await counts.addUp();
  expect(await counts.months()).toEqual(['2026-08', '2026-10']);
  expect(JSON.parse(await counts.ask({}))).toMatchObject([{ turns: 2 }]);
});

it('adds up months after each sweep of its own accord', async () => {
  await using counts = await newCounts();
  await counts.record(turnsOf(30, 20));
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  counts.retention.start();
  vi.advanceTimersByTime(10 * 60_000);
  vi.useRealTimers();
  await expect.poll(() => counts.months(), { timeout: 10_000 }).toEqual(['2026-10']);
  await counts.retention.stop();
});

it('takes a month back for a turn that is recorded late, and adds it up anew', async () => {
  await using counts = await newCounts();
  await counts.record(turnsOf(60, 60));
  await counts.addUp();
  expect(await counts.months()).toEqual(['2026-09', '2026-10']);
  const late = { startedAt: november - 20 * day, firstTokenMs: 9_999 };
  await counts.record([turnOf('agt_2', late), turnOf('agt_new', late)]);
  expect(await counts.months()).toEqual(['2026-09']);
  const rows = await counts.rowsOf('month');
  expect(new Set(rows.slice(-9).map(({ agentId }) => agentId))).toEqual(
    new Set(['agt_1', 'agt_3']),
  );
  const answer = await counts.ask({});
  expect(JSON.parse(answer)).toContainEqual(
    expect.objectContaining({ agentId: 'agt_new', turns: 1 }),
  );
  await counts.addUp();
  expect(await counts.months()).toEqual(['2026-09', '2026-10']);
  expect(await counts.ask({})).toBe(answer);

  // Of the present, and so of no month that may be added up.
  await counts.record([turnOf('agt_1', { startedAt: counts.time.now - 2 * day })]);
  expect(await counts.months()).toEqual(['2026-09', '2026-10']);
});

it('takes back what was added up by a clock that ran ahead', async () => {
  await using counts = await newCounts();
  const { time } = counts;
  const rightly = time.now;
  await counts.record([turnOf('agt_1', { startedAt: rightly - day })]);
  time.now += 40 * day;
  await counts.addUp();
  expect(await counts.months()).toEqual(['2026-11']);
  time.now = rightly;
  await counts.record([turnOf('agt_2', { startedAt: rightly })]);
  await counts.addUp();
  time.now += 40 * day;
  await counts.addUp();
  expect(await counts.months()).toEqual(['2026-11']);
  expect(JSON.parse(await counts.ask({ by: ['total'] }))).toMatchObject([{ turns: 2 }]);
});

it('leaves a month for later that a turn comes to while it is added up', async () => {
  await using counts = await newCounts();
  await counts.record(turnsOf(30, 40));
  const { store } = counts;
  let steps = 0;
  const beside: typeof store = {
    ...store,
    async writeRelaxed(work) {
      const result = await store.writeRelaxed(work);
      steps += 1;
      // Of an agent whose step is over.
      if (steps === 2) await counts.record([turnOf('agt_1', { startedAt: november - 9 * day })]);
      return result;
    },
  };
  await counts.addUp(beside);
  expect(await counts.months()).toEqual([]);
  const answer = await counts.ask({});
  await counts.addUp(beside);
  expect(await counts.months()).toEqual(['2026-10']);
  expect(await counts.ask({})).toBe(answer);
});

it('goes on where it was stopped, and reads days until a month is whole', async () => {
  await using counts = await newCounts();
  await counts.record(turnsOf(60, 60));
  const answer = await counts.ask({});
  const { store } = counts;
  const stop = new AbortController();
  const stopping: typeof store = {
    ...store,
    async writeRelaxed(work) {
      const result = await store.writeRelaxed(work);
      if ((await counts.rowsOf('month')).some(({ agentId }) => agentId === 'agt_2')) stop.abort();
      return result;
    },
  };
  await counts.addUp(stopping, stop.signal);
  const half = await counts.rowsOf('month');
  expect(new Set(half.map(({ agentId }) => agentId))).toEqual(new Set(['agt_1', 'agt_2']));
  expect(await counts.months()).toEqual([]);
  expect(await counts.ask({})).toBe(answer);
  const month = { from: Date.UTC(2026, 8), to: Date.UTC(2026, 9) };
  const range = { ...month, projectIds: null, agentId: undefined, model: undefined };
  expect(await turnRollupTable.sums(store.db, { ...range, grain: 'month' }, ['agentId'])).toEqual(
    await turnRollupTable.sums(store.db, { ...range, grain: 'day' }, ['agentId']),
  );
  await counts.addUp();
  expect(await counts.months()).toEqual(['2026-09', '2026-10']);
  expect(await counts.rowsOf('month')).toEqual(expect.arrayContaining(half));
  expect(await counts.ask({})).toBe(answer);
});

it('deletes a month with the first of its days, and adds it up no more', async () => {
  await using counts = await newCounts();
  await counts.record([
    ...turnsOf(60, 60),
    turnOf('agt_1', { startedAt: Date.UTC(2026, 8, 1, 12) }),
  ]);
  await counts.addUp();
  const { time, retention } = counts;
  time.now = Date.UTC(2026, 8) + 800 * day;
  await retention.sweep();
  expect(await counts.months()).toEqual(['2026-09', '2026-10']);
  time.now += 1;
  await retention.sweep();
  expect((await counts.rowsOf('day'))[0]?.startsAt).toBeGreaterThan(Date.UTC(2026, 8));
  const answer = await counts.ask({});
  await counts.addUp();
  expect(await counts.months()).toEqual(['2026-10']);
  expect((await counts.rowsOf('month'))[0]?.startsAt).toBe(Date.UTC(2026, 9));
  expect(await counts.ask({})).toBe(answer);
  time.now = november + 800 * day;
  await retention.sweep();
  expect([await counts.rowsOf('month'), await counts.rowsOf('day')]).toEqual([[], []]);
});
