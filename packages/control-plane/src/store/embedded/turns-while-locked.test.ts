import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { startControlPlane, type TestControlPlane } from '../../../test/start-control-plane.ts';
import { turnOf } from '../../../test/turn-of.ts';

const startedAt = Date.UTC(2026, 10, 23);

async function stateOf(plane: TestControlPlane) {
  return (await plane.call('GET /status')).body.turnRecords;
}

/** Another connection holds the store, so that it can't be written to. */
function holdStore(plane: TestControlPlane): DatabaseSync {
  const other = new DatabaseSync(join(plane.dataDir, 'jackfield.db'));
  other.exec('begin immediate');
  return other;
}

it('holds turns in memory while the store fails, drops what is too much, and says so', async () => {
  await using plane = await startControlPlane();
  const other = holdStore(plane);
  for (let turn = 0; turn < 20_010; turn += 1) {
    plane.controlPlane.recordTurn(turnOf('agt_1', { startedAt: startedAt + turn }));
  }
  expect((await plane.call('GET /turns')).body.items).toEqual([]);
  expect(await stateOf(plane)).toEqual({ waiting: 20_000, dropped: 10, lost: 0 });
  expect(plane.logged.some((line) => line.includes('"dropped":1,'))).toBe(true);
  other.close();
  const [newest] = (await plane.call('GET /turns?limit=1')).body.items;
  expect(newest.startedAt).toBe(new Date(startedAt + 19_999).toISOString());
  expect(await stateOf(plane)).toEqual({ waiting: 0, dropped: 10, lost: 0 });
  // Remembered with the next turns that are written.
  plane.controlPlane.recordTurn(turnOf('agt_1', { startedAt }));
  await using again = await plane.restart();
  expect(await stateOf(again)).toEqual({ waiting: 0, dropped: 10, lost: 0 });
});
