import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextRound } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { EndedTurnsFile } from './ended-turns-file.ts';

/** What a process would leave that were killed now. */
async function newFile() {
  const folder = await mkdtemp(join(tmpdir(), 'jackfield-ended-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = new EndedTurnsFile(folder, 'local');
  const [name = ''] = await readdir(folder);
  return { folder, file, left: () => readFileSync(join(folder, name), 'latin1') };
}

const told = (turns: number) => String(turns).padStart(16, '0');

test('a turn is counted at once, and those that follow in its round when that ends', async () => {
  const { folder, file, left } = await newFile();
  file.ended += 1;
  expect(left()).toBe(told(1));
  file.ended += 1;
  file.ended += 1;
  // A kill within the round takes two turns along.
  expect(left()).toBe(told(1));
  await nextRound();
  expect(left()).toBe(told(3));
  file.ended += 1;
  expect(left()).toBe(told(3));
  await nextRound();
  expect(left()).toBe(told(4));
  // Nothing has come for a round.
  await nextRound();
  await nextRound();
  file.ended += 1;
  expect(left()).toBe(told(5));
  file.close();
  expect(new EndedTurnsFile(folder, 'local').ended).toBe(5);
});

test('what has ended just before an orderly end is counted', async () => {
  const { file, left } = await newFile();
  file.ended += 1;
  file.ended += 1;
  file.close();
  expect(left()).toBe(told(2));
  await nextRound();
  expect(left()).toBe(told(2));
});
