import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { truncate, writeFile } from 'node:fs/promises';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CamelCasePlugin, Kysely } from 'kysely';
import { expect, it } from 'vitest';
import { StartProblem } from '../start-problem.ts';
import { openDatabaseFile } from './embedded/open-database-file.ts';
import { sqliteDialect } from './embedded/sqlite-dialect.ts';
import { migrate } from './migrate.ts';
import { firstTables } from './migrations/0001-first-tables.ts';
import { defaultProjectId } from './migrations/0005-people.ts';
import { openStore } from './open-store.ts';
import type { Tables } from './tables.ts';

async function dataFolder() {
  const path = await mkdtemp(join(tmpdir(), 'jackfield-store-'));
  const remove = () => rm(path, { recursive: true, force: true });
  return { path, file: join(path, 'jackfield.db'), [Symbol.asyncDispose]: remove };
}

/** The file without a schema of ours yet. */
function bareDatabase(file: string): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: sqliteDialect(openDatabaseFile(file)),
    plugins: [new CamelCasePlugin()],
  });
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
  await using db = bareDatabase(folder.file);
  let full = true;
  const known = [
    { number: 1, name: 'nothing', up: async () => {} },
    {
      number: 2,
      name: 'a step',
      async up(step: typeof db) {
        await step.schema.createTable('step').addColumn('id', 'text').execute();
        if (full) throw new Error('database or disk is full');
      },
    },
  ];
  await expect(migrate(db, folder.file, Date.now, known)).rejects.toThrow(
    /could not be brought to schema 2 \(a step\): database or disk is full\. Nothing was changed/,
  );
  full = false;
  await migrate(db, folder.file, Date.now, known);
  const applied = await db.selectFrom('migrations').select('number').execute();
  expect(applied).toEqual([{ number: 1 }, { number: 2 }]);
});

it('brings what the first schema held to this one, into the project Default', async () => {
  await using folder = await dataFolder();
  {
    await using first = bareDatabase(folder.file);
    await migrate(first, folder.file, Date.now, [firstTables]);
  }
  using database = new DatabaseSync(folder.file);
  database.exec(`
    insert into connections values
      ('con_1', 'Ours', 'ours', 'https://models.example.com/v1', 'm', 'none', null, 1, 1, 0, 0);
    insert into agents values ('agt_1', 'desk', 'Desk', null, null, 0, 0, 0);
    insert into agent_keys values ('key_1', 'agt_1', 'hash', 'Phone', 'abcd', 0);
    insert into users values ('usr_1', 'admin', 'admin', '$argon2id$', 0);
    insert into sessions values ('hash', 'usr_1', 0, 9);
    insert into audit_events values (1, 'evt_1', 0, 'admin', 'x', 'agent', 'agt_1', null, '{}', '', '')`);
  const store = await openStore(folder.path, Date.now);
  const rows = async (table: keyof Tables) => store.db.selectFrom(table).selectAll().execute();
  const projectId = defaultProjectId;
  expect(await rows('projects')).toMatchObject([{ id: projectId, name: 'Default' }]);
  expect(await rows('connections')).toMatchObject([
    { id: 'con_1', repairs: null, capabilities: null, projectId, shared: 0, tlsKey: null },
  ]);
  expect(await rows('agents')).toMatchObject([{ id: 'agt_1', projectId }]);
  expect(await rows('agentKeys')).toMatchObject([
    { expiresAt: null, lastUsedAt: null, requestsPerMinute: null },
  ]);
  expect(await rows('users')).toMatchObject([{ nameKey: 'admin', disabled: 0, email: null }]);
  expect(await rows('sessions')).toMatchObject([{ userId: 'usr_1', lastUsedAt: null }]);
  expect(await rows('auditEvents')).toMatchObject([{ id: 'evt_1', projectId: null }]);
  await store.close();
});

it('refuses a folder that is not there', async () => {
  await using folder = await dataFolder();
  expect(await startProblem(join(folder.path, 'missing'))).toContain("can't be locked");
});
