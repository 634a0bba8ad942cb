import { expect, test } from 'vitest';
import {
  credential,
  modelId,
  startGoodServer,
  type Differences,
} from '../../test/gallery/good-server.ts';
import { runChecks, type CheckReport } from '../index.ts';
import { answers } from './answers.ts';
import { reachable } from './reachable.ts';
import { speed } from './speed.ts';
import { streaming } from './streaming.ts';

/** Runs the check by a clock that stands still but for what the server puts it forward in each turn. */
async function measure(
  turnMs: number,
  differences: Differences = {},
  isStreaming = true,
): Promise<CheckReport> {
  let nowMs = 0;
  await using server = await startGoodServer({
    ...differences,
    beforeAnswer(asked, response) {
      if (JSON.stringify(asked.body['messages']).includes('two short sentences')) nowMs += turnMs;
      return differences.beforeAnswer?.(asked, response) ?? false;
    },
  });
  const auth = { method: 'bearer', credential: { reveal: () => credential } } as const;
  return await runChecks(
    { url: server.url, modelId, auth, streaming: isStreaming },
    { checks: [reachable, answers, streaming, speed], now: () => nowMs },
  );
}

test.each([
  [0, 'excellent'],
  [300, 'excellent'],
  [301, 'good'],
  [800, 'good'],
  [801, 'slow'],
  [2_000, 'slow'],
  [2_001, 'unfit_for_calls'],
])('a first token after %i ms is %s', async (ms, grade) => {
  const report = await measure(ms);
  expect(report.speed).toMatchObject({ turns: 5, firstTokenMs: { p50: ms, p95: ms }, grade });
  expect(report.firstTokenMs).toBe(ms);
  const found = report.checks.flatMap(({ findings }) => findings.map(({ id }) => id));
  expect(found).toEqual(ms > 2_000 ? ['slow-first-token'] : []);
});

test('the first sentence is timed, and connecting once', async () => {
  const { speed } = await measure(100);
  expect(speed?.firstSentenceMs).toEqual({ p50: 100, p95: 100 });
  expect(speed?.connectMs).toBe(0);
});

test('a rate is told only where a stream took time', async () => {
  expect((await measure(100)).speed?.tokensPerSecond).toBeNull();
});

test('no turn is begun that the run has no time for, and what was measured is kept', async () => {
  const report = await measure(8_000);
  expect(report.complete).toBe(true);
  expect(report.speed).toMatchObject({ turns: 2, grade: 'unfit_for_calls' });
  expect(report.checks.flatMap(({ findings }) => findings)).toEqual([]);
});

test('an endpoint too slow to be measured in what time is left is told so', async () => {
  const report = await measure(29_800);
  expect(report.speed).toBeNull();
  expect(report.checks.find(({ id }) => id === 'speed')).toMatchObject({
    outcome: 'skipped',
    message: 'Too little time was left to measure it.',
  });
});

test('an endpoint that doesn’t stream is timed by its whole answers', async () => {
  const report = await measure(700, { reads: (body) => ({ ...body, stream: false }) }, false);
  expect(report.speed).toMatchObject({
    turns: 5,
    firstTokenMs: { p50: 700 },
    firstSentenceMs: { p50: 700 },
    tokensPerSecond: null,
    grade: 'good',
  });
});
