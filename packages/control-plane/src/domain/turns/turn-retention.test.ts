import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newTestStore } from '../../../test/test-store.ts';
import { turnOf } from '../../../test/turn-of.ts';
import { openStore } from '../../store/open-store.ts';
import { TurnLog } from './turn-log.ts';
import { TurnRetention } from './turn-retention.ts';

const day = 24 * 60 * 60_000;
const start = Date.UTC(2026, 10, 23, 12);

it('deletes turns after the days they are kept, and what they came to much later', async () => {
  let now = start;
  const clock = () => now;
  const dataDir = await mkdtemp(join(tmpdir(), 'jackfield-retention-'));
  const testStore = await newTestStore(dataDir);
  const store = await openStore(testStore.place, clock);
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const catalogue = { current: () => ({ entries: [], loadedAt: 0 }) };
  const turnLog = await TurnLog.open({ store, dataDir, writer: 'local', catalogue, log, clock });
  const retention = new TurnRetention({ store, keptDays: 7, log, clock });
  await retention.open();
  const kept = async () => {
    const count = async (table: 'turns' | 'turnRollups') =>
      (await store.db.selectFrom(table).selectAll().execute()).length;
    return { turns: await count('turns'), rollups: await count('turnRollups') };
  };
  for (let turn = 0; turn < 450; turn += 1) {
    turnLog.record(turnOf('agt_1', { startedAt: start + turn }));
  }
  await turnLog.flush();
  expect(await kept()).toEqual({ turns: 450, rollups: 6 });
  now = start + 7 * day;
  await retention.sweep();
  expect(await kept()).toEqual({ turns: 450, rollups: 4 });
  now += 400;
  await retention.sweep();
  expect(await kept()).toEqual({ turns: 50, rollups: 4 });
  now = start + 101 * day;
  await retention.sweep();
  expect(await kept()).toEqual({ turns: 0, rollups: 2 });
  now = start + 801 * day;
  await retention.sweep();
  expect(await kept()).toEqual({ turns: 0, rollups: 0 });

  turnLog.record(turnOf('agt_1', { startedAt: start }));
  await turnLog.flush();
  await retention.stop();
  await retention.sweep();
  expect(await kept()).toEqual({ turns: 1, rollups: 6 });
  await turnLog.close();
  await store.close();
  await testStore.remove();
  await rm(dataDir, { recursive: true });
});
