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

test('turns that end in one round are counted by one write at its end: a kill before takes them along', async () => {
  const { folder, file, left } = await newFile();
  file.ended += 1;
  await nextRound();
  for (let turn = 0; turn < 3; turn += 1) file.ended += 1;
  expect(left()).toBe('1'.padStart(16, '0'));
  await nextRound();
  expect(left()).toBe('4'.padStart(16, '0'));
  file.close();
  expect(new EndedTurnsFile(folder, 'local').ended).toBe(4);
});

test('what has ended just before an orderly end is counted', async () => {
  const { file, left } = await newFile();
  file.ended += 2;
  file.close();
  expect(left()).toBe('2'.padStart(16, '0'));
  await nextRound();
  expect(left()).toBe('2'.padStart(16, '0'));
});
