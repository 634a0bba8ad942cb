import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { Store } from '../store.ts';
import { openEmbedded } from './open-embedded.ts';

/** More than the thread waits for, and far less than a commit does. */
const pages = 2_000;

/** Commits so many pages in several transactions. */
async function writePages(store: Store): Promise<void> {
  for (let transaction = 0; transaction < 10; transaction += 1) {
    await store.writeRelaxed(async (db) => {
      for (let page = 0; page < pages / 10; page += 1) {
        await sql`insert into pages values (${'x'.repeat(4_000)})`.execute(db);
      }
    });
  }
}

it('moves what was committed into the database beside the commits, and begins the log anew', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jackfield-checkpoints-'));
  const file = join(folder, 'jackfield.db');
  const store = await openEmbedded(folder, Date.now);
  await sql`create table pages (text)`.execute(store.db);
  const other = new DatabaseSync(file);
  const state = () => ({ ...other.prepare('pragma wal_checkpoint(noop)').get() });
  const frames: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    await writePages(store);
    frames.push(Number(state()['log']));
    await expect
      .poll(() => {
        const { log, checkpointed } = state();
        return checkpointed === log;
      })
      .toBe(true);
  }
  // Each round wrote as much: a log that were not begun anew would hold all three.
  expect(Math.max(...frames)).toBeLessThan(2 * Math.min(...frames));
  other.close();
  await store.close();
  expect(existsSync(`${file}-wal`)).toBe(false);
  using closed = new DatabaseSync(file);
  expect(closed.prepare('select count(*) as pages from pages').get()).toEqual({ pages: 3 * pages });
  closed.close();
  await rm(folder, { recursive: true });
});

it('closes while a checkpoint is under way', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jackfield-checkpoints-'));
  const store = await openEmbedded(folder, Date.now);
  await sql`create table pages (text)`.execute(store.db);
  await writePages(store);
  await store.close();
  const again = await openEmbedded(folder, Date.now);
  const { rows } = await sql`select count(*) as pages from pages`.execute(again.db);
  expect(rows).toEqual([{ pages }]);
  await again.close();
  await rm(folder, { recursive: true });
});
