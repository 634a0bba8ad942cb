import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startControlPlane, type TestControlPlane } from '../../../test/start-control-plane.ts';
import { turnOf } from '../../../test/turn-of.ts';

const startedAt = Date.UTC(2026, 10, 23);

async function stateOf(plane: TestControlPlane) {
  return (await plane.call('GET /status')).body.turnRecords;
}

it('drops the one turn that the store can’t take, and none of those beside it', async () => {
  await using plane = await startControlPlane();
  const turn = turnOf('agt_1', { startedAt });
  plane.controlPlane.recordTurn(turn);
  await plane.call('GET /turns');
  for (const one of [1, 2]) {
    plane.controlPlane.recordTurn(turnOf('agt_1', { startedAt: startedAt - one }));
  }
  plane.controlPlane.recordTurn(turn);
  plane.controlPlane.recordTurn(turnOf('agt_1', { startedAt: startedAt + 1 }));
  expect((await plane.call('GET /turns')).body.items).toHaveLength(4);
  expect(await stateOf(plane)).toEqual({ waiting: 0, dropped: 1, lost: 0 });
});

it('counts as lost what had ended and was never written', async () => {
  await using plane = await startControlPlane();
  for (let turn = 0; turn < 3; turn += 1) {
    plane.controlPlane.recordTurn(turnOf('agt_1', { startedAt: startedAt + turn }));
  }
  const names = await readdir(plane.dataDir);
  const file = join(plane.dataDir, names.find((name) => name.startsWith('turns-ended')) ?? '');
  expect(await readFile(file, 'utf8')).toBe('3'.padStart(16, '0'));
  await using again = await plane.restart();
  expect(await stateOf(again)).toMatchObject({ lost: 0 });
  // As a process leaves it that is killed with two more in memory.
  await writeFile(file, '5'.padStart(16, '0'));
  await using third = await again.restart();
  expect(await stateOf(third)).toMatchObject({ lost: 2 });
  expect(third.logged.some((line) => line.includes('"turns":2'))).toBe(true);
  await using fourth = await third.restart();
  expect(await stateOf(fourth)).toMatchObject({ lost: 2 });
  expect(fourth.logged.filter((line) => line.includes('"turns":2'))).toEqual([]);
});
