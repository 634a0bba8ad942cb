import { expect, it } from 'vitest';
import { RecheckTurn } from '../src/domain/connections/recheck-turn.ts';
import { openStore } from '../src/store/open-store.ts';
import { newTestStore } from './test-store.ts';

it('is one process’s at a time: another has it once that one has given it up or fallen silent', async () => {
  const database = await newTestStore('');
  const store = await openStore(database.place, Date.now);
  let now = 1_000_000;
  const turn = (): RecheckTurn => new RecheckTurn(store, () => now, 180_000);
  const [one, two, three] = [turn(), turn(), turn()];
  const taken = await Promise.all([one.take(), two.take(), three.take()]);
  expect(taken.filter(Boolean)).toHaveLength(1);
  const [holder, other] = taken[0] ? [one, two] : [taken[1] ? two : three, one];
  now += 170_000;
  expect([await holder.take(), await other.take()]).toEqual([true, false]);
  await holder.giveUp();
  expect([await other.take(), await holder.take()]).toEqual([true, false]);
  now += 180_000;
  expect(await holder.take()).toBe(true);
  await store.close();
  await database.remove();
});
