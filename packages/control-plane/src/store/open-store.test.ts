import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { truncate, writeFile } from 'node:fs/promises';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { StartProblem } from '../start-problem.ts';
import { migrate } from './migrate.ts';
import { openStore } from './open-store.ts';

async function dataFolder() {
  const path = await mkdtemp(join(tmpdir(), 'jackfield-store-'));
  const remove = () => rm(path, { recursive: true, force: true });
  return { path, file: join(path, 'jackfield.db'), [Symbol.asyncDispose]: remove };
}

/** Opens and closes, and gives the one line that a start would print. */
async function startProblem(dataDir: string): Promise<string> {
  const error = await openStore(dataDir, Date.now).then(
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
    const store = await openStore(folder.path, Date.now);
    expect(await store.db.selectFrom('agents').selectAll().execute()).toEqual([]);
    await store.close();
  }
});

it('commits to disk: every commit is synced to a write-ahead log', async () => {
  await using folder = await dataFolder();
  const store = await openStore(folder.path, Date.now);
  const database = new DatabaseSync(folder.file);
  expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
  database.close();
  await store.close();
});

it('refuses a folder that another process uses, and takes it once that one is killed', async () => {
  await using folder = await dataFolder();
  const script = `
    const { openStore } = await import(${JSON.stringify(new URL('open-store.ts', import.meta.url).href)});
    await openStore(process.argv[1], Date.now);
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
  const store = await openStore(folder.path, Date.now);
  await store.close();
});

it('refuses a folder that this process already uses', async () => {
  await using folder = await dataFolder();
  const store = await openStore(folder.path, Date.now);
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
  await (await openStore(folder.path, Date.now)).close();
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

it('refuses a schema that is newer than it knows', async () => {
  await using folder = await dataFolder();
  await (await openStore(folder.path, Date.now)).close();
  const database = new DatabaseSync(folder.file);
  database.exec("insert into migrations values (999, 'from the future', 0)");
  database.close();
  const problem = await startProblem(folder.path);
  expect(problem).toContain('written by a newer Jackfield (schema 999');
});

it('undoes a migration that fails half-way, and does it whole the next time', async () => {
  await using folder = await dataFolder();
  const store = await openStore(folder.path, Date.now);
  let full = true;
  const known = [
    { number: 1, name: 'first tables', up: async () => {} },
    { number: 2, name: 'connection repairs', up: async () => {} },
    {
      number: 999,
      name: 'a step',
      async up(db: typeof store.db) {
        await db.schema.createTable('step').addColumn('id', 'text').execute();
        if (full) throw new Error('database or disk is full');
      },
    },
  ];
  await expect(migrate(store.db, folder.file, Date.now, known)).rejects.toThrow(
    /could not be brought to schema 999 \(a step\): database or disk is full\. Nothing was changed/,
  );
  full = false;
  await migrate(store.db, folder.file, Date.now, known);
  const applied = await store.db.selectFrom('migrations').select('number').execute();
  expect(applied.at(-1)).toEqual({ number: 999 });
  await store.close();
});

it('brings a connection of the first schema to this one, with nothing switched, found or checked', async () => {
  await using folder = await dataFolder();
  const database = new DatabaseSync(folder.file);
  await (await openStore(folder.path, Date.now)).close();
  for (const column of ['repairs', 'capabilities', 'in_flight_max']) {
    database.exec(`alter table connections drop column ${column}`);
  }
  database.exec(`drop table connection_checks;
    delete from migrations where number > 1;
    insert into connections values
      ('con_1', 'Ours', 'ours', 'https://models.example.com/v1', 'm', 'none', null, 1, 1, 0, 0)`);
  database.close();
  const store = await openStore(folder.path, Date.now);
  const [row] = await store.db.selectFrom('connections').selectAll().execute();
  expect(row).toMatchObject({ id: 'con_1', repairs: null, capabilities: null });
  expect(await store.db.selectFrom('connectionChecks').selectAll().execute()).toEqual([]);
  await store.close();
});

it('refuses a folder that is not there', async () => {
  await using folder = await dataFolder();
  expect(await startProblem(join(folder.path, 'missing'))).toContain("can't be locked");
});
