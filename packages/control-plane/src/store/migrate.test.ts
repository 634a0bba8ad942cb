import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newEmptyStore } from '../../test/test-store.ts';
import type { TestStore } from '../../test/test-store.ts';
import { StartProblem } from '../start-problem.ts';
import { openDatabaseFile } from './embedded/open-database-file.ts';
import { sqliteDialect } from './embedded/sqlite-dialect.ts';
import { migrate } from './migrate.ts';
import { firstTables } from './migrations/0001-first-tables.ts';
import { defaultProjectId } from './migrations/0005-people.ts';
import { openStore } from './open-store.ts';
import { camelCased } from './camel-cased.ts';
import { database } from './postgres/open-postgres.ts';
import type { Database, Tables } from './tables.ts';

type EmptyStore = TestStore & AsyncDisposable;

async function emptyStore(): Promise<EmptyStore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'jackfield-migrate-'));
  const store = await newEmptyStore(dataDir);
  return {
    ...store,
    async [Symbol.asyncDispose]() {
      await store.remove();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The database without a schema of ours yet. */
function bare({ place }: TestStore): Database {
  return place.postgres === null
    ? camelCased(sqliteDialect(openDatabaseFile(join(place.dataDir, 'jackfield.db'))))
    : database(place.postgres.url, 1, null);
}

function migrateTo(db: Database, known: Parameters<typeof migrate>[2]): Promise<void> {
  return migrate({ db, location: 'here', lockChanges: async () => {} }, Date.now, known);
}

it('refuses a schema that is newer than it knows', async () => {
  await using store = await emptyStore();
  await (await openStore(store.place, Date.now)).close();
  await store.sql("insert into migrations values (999, 'from the future', 0)");
  const error = await openStore(store.place, Date.now).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(StartProblem);
  expect(String(error)).toContain('written by a newer Jackfield (schema 999');
});

it('undoes a migration that fails half-way, and does it whole the next time', async () => {
  await using store = await emptyStore();
  await using db = bare(store);
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
  await expect(migrateTo(db, { known })).rejects.toThrow(
    /could not be brought to schema 2 \(a step\): database or disk is full\. Nothing was changed/,
  );
  full = false;
  await migrateTo(db, { known });
  const applied = await db.selectFrom('migrations').select('number').execute();
  expect(applied).toEqual([{ number: 1 }, { number: 2 }]);
});

it('brings what the first schema held to this one, into the project Default', async () => {
  await using empty = await emptyStore();
  {
    await using first = bare(empty);
    await migrateTo(first, { known: [firstTables] });
  }
  for (const row of [
    `connections values
      ('con_1', 'Ours', 'ours', 'https://models.example.com/v1', 'm', 'none', null, 1, 1, 0, 0)`,
    `agents values ('agt_1', 'desk', 'Desk', null, null, 0, 0, 0)`,
    `agent_keys values ('key_1', 'agt_1', 'hash', 'Phone', 'abcd', 0)`,
    `users values ('usr_1', 'admin', 'admin', '$argon2id$', 0)`,
    `sessions values ('hash', 'usr_1', 0, 9)`,
    `audit_events values (1, 'evt_1', 0, 'admin', 'x', 'agent', 'agt_1', null, '{}', '', '')`,
  ]) {
    await empty.sql(`insert into ${row}`);
  }
  const store = await openStore(empty.place, Date.now);
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

it('adds up for all agents what was counted before they were counted together', async () => {
  await using empty = await emptyStore();
  const store = await openStore(empty.place, Date.now);
  await store.close();
  await empty.sql('delete from migrations where number >= 14');
  const rollup = (agent: string, model: string, turns: number, firstTokens: string, last: string) =>
    empty.sql(`insert into turn_rollups values ('day', 86400000, '${agent}', '${model}', 'prj_1',
      ${Array.from({ length: 16 }, () => turns).join(', ')}, '${firstTokens}', '${last}', ${turns})`);
  await rollup('agt_1', 'openai/a', 2, '7:1,90:1,', '{"at":"1970-01-02T00:00:01Z"}');
  await rollup('agt_2', 'openai/a', 3, '90:3,', '{"at":"1970-01-02T00:00:02Z"}');
  await rollup('agt_2', 'openai/b', 4, '', '');
  await (await openStore(empty.place, Date.now)).close();
  const totals = await empty.sql("select * from turn_rollups where agent_id = '' order by model");
  expect(
    totals.map((row) => ({ ...row, turns: Number(row['turns']), cost: Number(row['cost']) })),
  ).toMatchObject([
    {
      model: 'openai/a',
      turns: 5,
      cost: 5,
      first_tokens: '7:1,90:4,',
      last_turn: '{"at":"1970-01-02T00:00:02Z"}',
    },
    { model: 'openai/b', turns: 4, cost: 4, first_tokens: '', last_turn: '' },
  ]);
});
