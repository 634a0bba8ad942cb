import { once } from 'node:events';
import { createServer } from 'node:net';
import { emptyDatabase, runSql } from '@jackfield/test-postgres';
import { expect, inject, it } from 'vitest';
import { openStore } from '../src/store/open-store.ts';
import { StartProblem } from '../src/start-problem.ts';

const password = 'hunter2secret';

function serverUrl(): URL {
  return new URL(inject('postgresUrl') ?? '');
}

async function freshUrl(name: string): Promise<URL> {
  return new URL(await emptyDatabase(serverUrl().href, `opened_${name}`));
}

/** The one line that a start would print. */
async function startProblem(url: URL): Promise<string> {
  url.password = password;
  const place = { url: url.href, listenUrl: url.href };
  const error = await openStore({ dataDir: '', postgres: place }, Date.now).then(
    () => new Error('It opened.'),
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(StartProblem);
  const { message } = error instanceof Error ? error : new Error('');
  expect(message).not.toContain('\n');
  expect(message).not.toContain(password);
  return message;
}

it('refuses a server that says nothing, within some seconds', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const sockets: { destroy(): void }[] = [];
  silent.on('connection', (socket) => sockets.push(socket));
  expect(await startProblem(new URL(`postgres://user@127.0.0.1:${port}/there`))).toBe(
    `PostgreSQL at 127.0.0.1:${port}/there can't be reached (no answer in time). Start it, or set JACKFIELD_DATABASE_URL to where it is.`,
  );
  for (const socket of sockets) socket.destroy();
  silent.close();
});

it('refuses a port where nothing listens, and a name that nobody has', async () => {
  expect(await startProblem(new URL('postgres://user@127.0.0.1:1/there'))).toContain(
    "127.0.0.1:1/there can't be reached (ECONNREFUSED)",
  );
  expect(await startProblem(new URL('postgres://user@nobody.invalid/there'))).toMatch(
    /nobody\.invalid:5432\/there can't be reached \((?:ENOTFOUND|EAI_AGAIN)\)/,
  );
});

it('refuses a database that is not there, and a user whom the server doesn’t know', async () => {
  const missing = serverUrl();
  missing.pathname = '/missing';
  expect(await startProblem(missing)).toContain('has no such database: make it');
  const stranger = serverUrl();
  stranger.username = 'stranger';
  expect(await startProblem(stranger)).toContain('refuses the user or the password');
});

it("refuses another program's database, and makes no table in it", async () => {
  const url = await freshUrl('foreign');
  await runSql(url.href, 'create table migrations (id int)');
  expect(await startProblem(new URL(url))).toContain('holds the tables of another program');
  const tables = await runSql(url.href, "select relname from pg_class where relname = 'agents'");
  expect(tables).toEqual([]);
});

it('refuses a user who may make no tables, a standby, and a database without Unicode', async () => {
  const url = await freshUrl('refused');
  await runSql(url.href, 'drop role if exists reader');
  await runSql(url.href, 'create role reader login');
  const reader = new URL(url);
  reader.username = 'reader';
  expect(await startProblem(reader)).toContain('lets the user reader make no tables');
  await runSql(url.href, 'alter role reader set default_transaction_read_only = on');
  expect(await startProblem(reader)).toContain('is read-only, as a standby is');
  const server = serverUrl();
  await runSql(server.href, 'drop database if exists opened_ascii');
  await runSql(
    server.href,
    "create database opened_ascii encoding 'SQL_ASCII' locale 'C' locale_provider libc template template0",
  );
  server.pathname = '/opened_ascii';
  expect(await startProblem(server)).toContain('keeps its text as SQL_ASCII');
});

it('sorts texts by their bytes, whatever the language of the database', async () => {
  const url = await freshUrl('sorted');
  const place = { url: url.href, listenUrl: url.href };
  const store = await openStore({ dataDir: '', postgres: place }, Date.now);
  for (const [index, name] of ['b', 'Z', 'a', 'ä'].entries()) {
    await store.db
      .insertInto('projects')
      .values({ id: `prj_${index}`, name, nameKey: name, createdAt: 0 })
      .execute();
  }
  const names = await store.db.selectFrom('projects').select('name').orderBy('nameKey').execute();
  expect(names.map(({ name }) => name)).toEqual(['Z', 'a', 'b', 'Default', 'ä']);
  await store.close();
});
