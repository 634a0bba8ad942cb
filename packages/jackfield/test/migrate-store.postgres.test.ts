import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Agent, Connection } from '@jackfield/control-plane/rest-types';
import { emptyDatabase, runSql } from '@jackfield/test-postgres';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { api } from './crash-api.ts';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { adminToken, startProgram, type Ended, type Program } from './start-program.ts';

const credential = 'move-canary-51c0a7de93';
const agents = 1_100;

let folder: DataFolder;
/** With all there is, stopped; no test changes it. */
let dataDir: string;

beforeAll(async () => {
  folder = await dataFolder();
  dataDir = join(folder.path, 'data');
  await using program = serve({ JACKFIELD_DATA_DIR: dataDir });
  const url = await program.ready;
  const connection = await api<Connection>(url, 'POST', '/connections', {
    name: 'Ours',
    url: 'https://8.8.8.8/v1',
    modelId: 'm',
    auth: { method: 'x-api-key', credential },
  });
  const agent = await api<Agent>(url, 'POST', '/agents', { name: 'Front desk' });
  await api(url, 'PUT', `/agents/${agent.id}/model-setting`, { model: connection.model });
  await api(url, 'POST', `/agents/${agent.id}/keys`, { name: 'Phone' });
  program.kill('SIGTERM');
  await program.ended;
  await addAgents();
});

afterAll(() => folder[Symbol.asyncDispose]());

/** More than are copied at once. */
async function addAgents(): Promise<void> {
  const { DatabaseSync } = await import('node:sqlite');
  using database = new DatabaseSync(join(dataDir, 'jackfield.db'));
  database.exec(`insert into agents (id, slug, name, revision, created_at, updated_at, project_id)
    with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${agents})
    select 'agt_' || n, 'agent-' || n, 'Agent ' || n, 0, n, n, 'prj_00000000000000000000' from numbers`);
}

function serve(environment: Record<string, string>): Program {
  return startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_ADMIN_TOKEN: adminToken,
    ...environment,
  });
}

function move(from: string, to: string): Promise<Ended> {
  return startProgram(['migrate-store', '--from', from, '--to', to]).ended;
}

function database(name: string): Promise<string> {
  return emptyDatabase(inject('postgresUrl') ?? '', `moved_${name}`);
}

async function sumOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

/** What the REST API shows of all that was moved. */
async function everything(url: string): Promise<unknown> {
  const paths = ['/connections', '/agents?limit=2', '/audit-events', '/audit-events/verify'];
  const shown = paths.map((path) => api<unknown>(url, 'GET', path));
  return Promise.all(shown);
}

it('moves an installation into PostgreSQL and back into a folder, whole, and leaves the source', async () => {
  const file = join(dataDir, 'jackfield.db');
  const before = await sumOf(file);
  const url = await database('whole');
  const there = await move(dataDir, url);
  expect([there.code, there.stderr.split('\n')[0]]).toEqual([0, 'audit_events: 4 row(s)…']);
  expect(there.stdout).toMatch(/Moved \d{4} rows of \d+ tables from .*, each counted again\./);
  expect(there.stdout).toContain('The audit chain is whole: 4 event(s).');
  expect(await sumOf(file)).toBe(before);
  const [{ credential: sealed } = {}] = await runSql(url, 'select credential from connections');
  expect(sealed).toMatch(/^v1\.dky_/);

  const backDir = join(folder.path, 'back');
  const back = await move(url, backDir);
  expect([back.code, back.stderr.includes('problem')]).toEqual([0, false]);
  await copyFile(join(dataDir, 'master.key'), join(backDir, 'master.key'));

  await using inFolder = serve({ JACKFIELD_DATA_DIR: backDir });
  await using inPostgres = serve({ JACKFIELD_DATA_DIR: dataDir, JACKFIELD_DATABASE_URL: url });
  const shown = await everything(await inFolder.ready);
  expect(await everything(await inPostgres.ready)).toEqual(shown);
  expect(shown).toMatchObject([{ items: [{ name: 'Ours' }] }, { items: [{}, {}] }, {}, {}]);
  const status = await api(await inPostgres.ready, 'GET', '/status');
  expect(status).toMatchObject({ store: { kind: 'postgres' }, gateways: [{ agents: agents + 1 }] });
});

it('moves nothing over what is there, and nothing that is in use', async () => {
  const url = await database('used');
  await using running = serve({
    JACKFIELD_DATA_DIR: join(folder.path, 'used'),
    JACKFIELD_DATABASE_URL: url,
  });
  await api(await running.ready, 'POST', '/agents', { name: 'Here first' });
  const over = await move(dataDir, url);
  expect([over.code, over.stderr]).toEqual([1, expect.stringContaining('has been used already')]);
  expect(await runSql(url, 'select name from agents')).toEqual([{ name: 'Here first' }]);

  const busyDir = join(folder.path, 'busy');
  await mkdir(busyDir);
  await using busy = serve({ JACKFIELD_DATA_DIR: busyDir });
  await busy.ready;
  const inUse = await move(busyDir, await database('from-busy'.replace('-', '_')));
  expect([inUse.code, inUse.stderr]).toEqual([1, expect.stringContaining('is in use by another')]);
});

it('keeps nothing of a move that breaks off, and does it whole the next time', async () => {
  const url = await database('broken');
  const first = await move(dataDir, url);
  expect(first.code).toBe(0);
  await runSql(url, 'drop schema public cascade; create schema public');
  await using made = serve({
    JACKFIELD_DATA_DIR: join(folder.path, 'made'),
    JACKFIELD_DATABASE_URL: url,
  });
  await made.ready;
  made.kill('SIGTERM');
  await made.ended;
  await runSql(url, 'delete from data_keys; delete from program_state; delete from config_changes');
  // A table that has no room: 53100 is what a full disk is called.
  await runSql(
    url,
    `create function no_room() returns trigger language plpgsql as
     $$ begin raise exception 'no space left' using errcode = '53100'; end $$;
     create trigger no_room before insert on model_settings execute function no_room()`,
  );
  const failed = await move(dataDir, url);
  expect([failed.code, failed.stderr]).toEqual([
    1,
    expect.stringContaining('The move broke off (no space left). Nothing was kept'),
  ]);
  expect(await runSql(url, 'select from agents')).toEqual([]);
  await runSql(url, 'drop trigger no_room on model_settings');
  expect((await move(dataDir, url)).code).toBe(0);
  expect(await runSql(url, 'select from agents')).toHaveLength(agents + 1);
});

it('says that backup and restore are for a data folder, and what to do instead', async () => {
  const environment = {
    JACKFIELD_DATA_DIR: dataDir,
    JACKFIELD_DATABASE_URL: await database('none'),
  };
  const backup = await startProgram(['backup', join(folder.path, 'b.tar')], environment).ended;
  expect([backup.code, backup.stderr]).toEqual([1, expect.stringContaining('pg_dump')]);
  const restore = await startProgram(['restore', join(folder.path, 'b.tar')], environment).ended;
  expect([restore.code, restore.stderr]).toEqual([1, expect.stringContaining('migrate-store')]);
});
