import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { truncate, writeFile } from 'node:fs/promises';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { StartProblem } from '../../start-problem.ts';
import { openEmbedded } from './open-embedded.ts';

async function dataFolder() {
  const path = await mkdtemp(join(tmpdir(), 'jackfield-store-'));
  const remove = () => rm(path, { recursive: true, force: true });
  return { path, file: join(path, 'jackfield.db'), [Symbol.asyncDispose]: remove };
}

/** Opens and closes, and gives the one line that a start would print. */
async function startProblem(dataDir: string): Promise<string> {
  const error = await openEmbedded(dataDir, Date.now).then(
    () => new Error('It opened.'),
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(StartProblem);
  const { message } = error instanceof Error ? error : new Error('');
  expect(message).not.toContain('\n');
  return message;
}

it('opens an empty folder, and again what it made', async () => {
  await using folder = await dataFolder();
  for (let count = 0; count < 2; count += 1) {
    const store = await openEmbedded(folder.path, Date.now);
    expect(await store.db.selectFrom('agents').selectAll().execute()).toEqual([]);
    await store.close();
  }
});

it('commits to disk: every commit is synced to a write-ahead log', async () => {
  await using folder = await dataFolder();
  const store = await openEmbedded(folder.path, Date.now);
  const database = new DatabaseSync(folder.file);
  expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
  database.close();
  await store.close();
});

it('refuses a folder that another process uses, and takes it once that one is killed', async () => {
  await using folder = await dataFolder();
  const script = `
    const { openEmbedded } = await import(${JSON.stringify(new URL('open-embedded.ts', import.meta.url).href)});
    await openEmbedded(process.argv[1], Date.now);
    console.log('open');
    setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', script, folder.path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(other.stdout, 'data');
  const problem = await startProblem(folder.path);
  expect(problem).toContain(`The data folder ${folder.path} is in use by another Jackfield`);
  other.kill('SIGKILL');
  await once(other, 'exit');
  const store = await openEmbedded(folder.path, Date.now);
  await store.close();
});

it('refuses a folder that this process already uses', async () => {
  await using folder = await dataFolder();
  const store = await openEmbedded(folder.path, Date.now);
  expect(await startProblem(folder.path)).toContain('in use by another Jackfield');
  await store.close();
});

it('refuses a file that is no database, and leaves it as it is', async () => {
  await using folder = await dataFolder();
  await writeFile(folder.file, 'These are my notes. '.repeat(300));
  const problem = await startProblem(folder.path);
  expect(problem).toContain(folder.file);
  expect(problem).toContain('move it away');
  expect((await stat(folder.file)).size).toBe(6000);
});

it('refuses a database that was only half written', async () => {
  await using folder = await dataFolder();
  await (await openEmbedded(folder.path, Date.now)).close();
  await truncate(folder.file, Math.floor((await stat(folder.file)).size / 2));
  expect(await startProblem(folder.path)).toMatch(/damaged|can't be opened/);
});

it("refuses another program's database, and writes nothing into it", async () => {
  await using folder = await dataFolder();
  const foreign = new DatabaseSync(folder.file);
  foreign.exec('create table notes (text)');
  foreign.close();
  expect(await startProblem(folder.path)).toContain('belongs to another program');
  using again = new DatabaseSync(folder.file);
  expect(again.prepare('select name from sqlite_schema').all()).toEqual([{ name: 'notes' }]);
});

it('refuses a folder that is not there', async () => {
  await using folder = await dataFolder();
  expect(await startProblem(join(folder.path, 'missing'))).toContain("can't be locked");
});
