import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextRound } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { TurnCountFile } from './turn-count-file.ts';

test('what one process tells, the other has when that one is gone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jackfield-counts-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [worker, main, later] = [1, 2, 3].map(() => new TurnCountFile(join(folder, 'count'))) as [
    TurnCountFile,
    TurnCountFile,
    TurnCountFile,
  ];
  for (let turns = 1; turns <= 5; turns += 1) worker.ended = turns;
  expect(later.lost).toBe(1);
  await nextRound();
  main.received = 1;
  main.received = 2;
  // Its own word counts at once; another process sees it after the round.
  expect([main.lost, later.lost]).toEqual([3, 3]);
  main.received = 4;
  expect(later.lost).toBe(3);
  await nextRound();
  expect(later.lost).toBe(1);
  worker.ended = 6;
  worker.ended = 7;
  expect(later.lost).toBe(2);
  worker.close();
  expect(later.lost).toBe(3);
  main.close();
  later.close();
});
