import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BackupProblem, verifyBackup } from '@jackfield/control-plane';
import type { Agent, Connection, ModelSetting } from '@jackfield/control-plane/rest-types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from './crash-api.ts';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { adminToken, startProgram, type Ended, type Program } from './start-program.ts';

const credential = 'backup-canary-0f3c9a7e51';
const passphrase = 'a passphrase of a backup';

let folder: DataFolder;
let listener: { url: string; endpoint: string; seen: Set<string> } & AsyncDisposable;
/** Kept for every test: a program with all there is, stopped; one backup with the key, one without. */
let dataDir: string;
let plain: string;
let withKey: string;
let agentId: string;

beforeAll(async () => {
  folder = await dataFolder();
  listener = await startListener();
  dataDir = join(folder.path, 'data');
  plain = join(folder.path, 'plain.tar');
  withKey = join(folder.path, 'with-key.tar');
  await using program = serve(dataDir);
  const url = await program.ready;
  await fill(url);
  // While it runs, and while it saves.
  const saves = saveOften(url, 20);
  await done(jackfield(['backup', plain]));
  await saves;
  const sealed = ['backup', withKey, '--with-key', '--passphrase-env', 'PASSPHRASE'];
  await done(jackfield(sealed));
  // In order, so that the database file is all there is.
  program.kill('SIGTERM');
  await program.ended;
}, 60_000);

afterAll(async () => {
  await listener[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

function serve(path: string): Program {
  return startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: path,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    JACKFIELD_ALLOW_ENDPOINTS: listener.endpoint,
  });
}

function jackfield(args: string[], path = dataDir, more: Record<string, string> = {}) {
  const environment = { JACKFIELD_DATA_DIR: path, PASSPHRASE: passphrase, ...more };
  return startProgram(args, environment).ended;
}

async function done(command: Promise<Ended>): Promise<void> {
  const { code, stderr } = await command;
  if (code !== 0 || stderr !== '') throw new Error(stderr);
}

async function fill(url: string): Promise<void> {
  const connection = await api<Connection>(url, 'POST', '/connections', {
    name: 'Ours',
    url: listener.url,
    modelId: 'm',
    auth: { method: 'x-api-key', credential },
  });
  const agent = await api<Agent>(url, 'POST', '/agents', { name: 'Front desk' });
  agentId = agent.id;
  const path = `/agents/${agentId}/model-setting`;
  await api(url, 'PUT', path, { model: connection.model });
  await api(url, 'PUT', path, { model: connection.model, parameters: { temperature: 0.5 } });
  await writeFile(join(dataDir, 'catalog.yaml'), 'models: []\n');
}

async function saveOften(url: string, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    await api(url, 'POST', '/agents', { name: `Saved meanwhile ${number}` });
  }
}

interface Everything {
  readonly agents: unknown;
  readonly revisions: ModelSetting[];
  readonly events: unknown;
}

async function readEverything(url: string): Promise<Everything> {
  const { items: revisions } = await api<{ items: ModelSetting[] }>(
    url,
    'GET',
    `/agents/${agentId}/model-setting/revisions`,
  );
  const agents = await api(url, 'GET', '/agents');
  return { agents, revisions, events: await api(url, 'GET', '/audit-events?limit=100') };
}

/** Starts on what was restored, and proves that the credential goes out as it was given. */
async function expectWhole(path: string): Promise<Everything> {
  await using program = serve(path);
  const url = await program.ready;
  // Read first: a check is an audit event itself.
  const everything = await readEverything(url);
  const { items } = await api<{ items: Connection[] }>(url, 'GET', '/connections');
  listener.seen.clear();
  await api(url, 'POST', `/connections/${items[0]?.id ?? ''}/check`);
  expect(listener.seen).toContain(credential);
  return everything;
}

function refusal({ code, stdout, stderr }: Ended): string {
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^jackfield: [^\n]+\n$/);
  return stderr;
}

describe('a backup and its restoration', () => {
  test('bring everything onto an empty folder: agents, revisions, credentials, an audit chain that is whole', async () => {
    await using empty = await dataFolder();
    const path = join(empty.path, 'data');
    const key = join(dataDir, 'master.key');
    const restored = await jackfield(['restore', withKey, '--master-key-file', key], path);
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(restored.stdout).toContain('Credential values that open: 1.\n');
    expect(restored.stdout).toContain('The audit chain is whole');
    expect((await readdir(path)).filter((name) => name !== 'lock.db').toSorted()).toEqual([
      'catalog.yaml',
      'jackfield.db',
      'master.key',
    ]);
    for (const name of await readdir(path)) {
      expect((await stat(join(path, name))).mode & 0o077).toBe(0);
    }
    const after = await expectWhole(path);
    expect(after.revisions.map(({ revision }) => revision)).toEqual([2, 1]);
    await using original = serve(dataDir);
    expect(after).toEqual(await readEverything(await original.ready));
  });

  test('need nothing but the passphrase where the key is in it', async () => {
    await using empty = await dataFolder();
    const restored = await jackfield(
      ['restore', withKey, '--passphrase-env', 'PASSPHRASE'],
      empty.path,
    );
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(await readFile(join(empty.path, 'master.key'), 'utf8')).toBe(
      await readFile(join(dataDir, 'master.key'), 'utf8'),
    );
    await expectWhole(empty.path);
  });

  test('hold one moment, although saves went on', async () => {
    const { code, stdout } = await jackfield(['audit', 'verify', plain, '--json']);
    expect(code).toBe(0);
    const { events, broken } = JSON.parse(stdout);
    expect(broken).toBeNull();
    expect(events).toBeGreaterThanOrEqual(4);
  });

  test('can be read by tar and sha256sum, are for their owner alone, and hold no key or session in the clear', async () => {
    expect((await stat(withKey)).mode & 0o777).toBe(0o600);
    const bytes = await readFile(withKey);
    const key = await readFile(join(dataDir, 'master.key'), 'utf8');
    for (const secret of [credential, key.trim(), passphrase]) {
      for (const encoding of ['utf8', 'base64', 'base64url', 'hex'] as const) {
        expect(bytes.includes(Buffer.from(secret).toString(encoding).slice(0, 20))).toBe(false);
      }
    }
    expect(bytes.includes(Buffer.from(key.trim(), 'base64'))).toBe(false);
    const size = Number.parseInt(bytes.toString('latin1', 124, 135), 8);
    const manifest = JSON.parse(bytes.toString('utf8', 512, 512 + size));
    expect(manifest).toMatchObject({ format: 'jackfield-backup', formatVersion: 1 });
    expect(manifest.masterKeys).toEqual([expect.stringMatching(/^[0-9a-f]{12}$/)]);
  });

  test('work for a server that was killed, whose log was not folded in', async () => {
    await using place = await dataFolder();
    const path = join(place.path, 'data');
    {
      await using program = serve(path);
      await api(await program.ready, 'POST', '/agents', { name: 'Saved last' });
      program.kill('SIGKILL');
      await program.ended;
    }
    const file = join(place.path, 'b.tar');
    expect((await jackfield(['backup', file], path)).code).toBe(0);
    const empty = join(place.path, 'empty');
    const key = join(path, 'master.key');
    expect((await jackfield(['restore', file, '--master-key-file', key], empty)).code).toBe(0);
    await using again = serve(empty);
    const { items } = await api<{ items: Agent[] }>(await again.ready, 'GET', '/agents');
    expect(items.map(({ name }) => name)).toEqual(['Saved last']);
  });
});

describe('jackfield backup refuses', () => {
  test('to write over a file, and leaves nothing beside it', async () => {
    const before = await readdir(folder.path);
    expect(refusal(await jackfield(['backup', plain]))).toContain('is there already');
    expect(await readdir(folder.path)).toEqual(before);
  });

  test.each([
    ['a folder that holds no data', ['backup', 'x.tar'], 'There is no jackfield.db in'],
    ['a folder that is not there', ['backup', '/nowhere/x.tar'], 'There is no'],
  ])('%s', async (_what, args, words) => {
    await using empty = await dataFolder();
    expect(refusal(await jackfield(args, empty.path))).toContain(words);
  });

  test('a passphrase that is short, and one whose variable is not set', async () => {
    const file = join(folder.path, 'short.tar');
    const args = ['backup', file, '--with-key', '--passphrase-env', 'PASSPHRASE'];
    const short = await jackfield(args, dataDir, { PASSPHRASE: 'hunter2' });
    expect(refusal(short)).toContain('12 characters or more');
    expect(short.stderr).not.toContain('hunter2');
    expect(refusal(await jackfield([...args.slice(0, -1), 'NOT_SET']))).toContain('not set');
  });
});

describe('jackfield restore refuses', () => {
  test('a folder that is not empty, and leaves it as it is', async () => {
    await using place = await dataFolder();
    await writeFile(join(place.path, 'notes'), 'mine');
    const key = ['--master-key-file', join(dataDir, 'master.key')];
    const refused = await jackfield(['restore', plain, ...key], place.path);
    expect(refusal(refused)).toContain('is not empty');
    expect(await readdir(place.path)).toEqual(['notes']);
    await using running = serve(join(place.path, 'data'));
    await running.ready;
    expect(
      refusal(await jackfield(['restore', plain, ...key], join(place.path, 'data'))),
    ).toContain('is not empty');
  });

  test('another master key, none, and a wrong passphrase, naming keys by their ids', async () => {
    await using place = await dataFolder();
    expect(refusal(await jackfield(['restore', plain], place.path))).toMatch(
      /sealed with the master key [0-9a-f]{12}, and none was given/,
    );
    const key = Buffer.from(Array.from({ length: 32 }, (_, index) => (index * index * 13) & 255));
    const other = { JACKFIELD_MASTER_KEY: key.toString('base64') };
    expect(refusal(await jackfield(['restore', plain], place.path, other))).toMatch(/, not with/);
    const wrong = ['restore', withKey, '--passphrase-env', 'PASSPHRASE'];
    const refused = await jackfield(wrong, place.path, { PASSPHRASE: 'another passphrase' });
    expect(refusal(refused)).toContain('does not open the master key');
    expect((await readdir(place.path)).filter((name) => name !== 'lock.db')).toEqual([]);
    const right = await jackfield(wrong, place.path);
    expect(right.code).toBe(0);
  });

  test('a schema that is newer than it knows', async () => {
    await using place = await dataFolder();
    const data = join(place.path, 'data');
    await mkdir(data, { mode: 0o700 });
    for (const name of ['master.key', 'jackfield.db']) {
      await copyFile(join(dataDir, name), join(data, name));
    }
    {
      using database = new DatabaseSync(join(data, 'jackfield.db'));
      database.exec("insert into migrations values (999, 'from the future', 0)");
    }
    const file = join(place.path, 'b.tar');
    expect(refusal(await jackfield(['backup', file], data))).toContain('newer Jackfield');
  });

  test('every file that is cut short or has a bit turned round', async () => {
    await using place = await dataFolder();
    const whole = await readFile(plain);
    const file = join(place.path, 'broken.tar');
    const refused = async (bytes: Uint8Array): Promise<string> => {
      await writeFile(file, bytes);
      const work = join(place.path, 'work');
      await mkdir(work);
      const error = await verifyBackup(file, work).then(
        () => null,
        (caught: unknown) => caught,
      );
      await rm(work, { recursive: true });
      return error instanceof BackupProblem ? error.message : String(error);
    };
    const end = contentEnd(whole);
    const positions = [...Array(60).keys()].map((step) => Math.floor((step * end) / 60));
    for (const position of [...positions, 0, 124, 148, 257, 512, end - 1]) {
      const turned = Buffer.from(whole);
      turned[position] = (turned[position] ?? 0) ^ 4;
      const verdict = await refused(turned);
      const isPadding = whole[position] === 0 && verdict === 'null';
      if (!isPadding) expect(verdict, `bit at ${position}`).toMatch(/damaged|breaks off|no backup/);
    }
    for (const length of [0, 100, 512, 5_000, Math.floor(end / 2), end - 600]) {
      expect(await refused(whole.subarray(0, length)), `cut at ${length}`).toMatch(
        /damaged|breaks off/,
      );
    }
    expect(await refused(Buffer.from('These are my notes. '.repeat(100)))).toMatch(/no backup/);
  });
});

test('jackfield audit verify finds in a backup what was changed before it was made', async () => {
  await using place = await dataFolder();
  const data = join(place.path, 'data');
  await mkdir(data, { mode: 0o700 });
  await copyFile(join(dataDir, 'jackfield.db'), join(data, 'jackfield.db'));
  {
    using database = new DatabaseSync(join(data, 'jackfield.db'));
    database.exec('drop trigger audit_events_no_update');
    database.exec("update audit_events set actor = 'somebody else' where seq = 2");
  }
  const file = join(place.path, 'b.tar');
  expect((await jackfield(['backup', file], data)).code).toBe(0);
  const { code, stdout } = await jackfield(['audit', 'verify', file]);
  expect(code).toBe(1);
  expect(stdout).toContain('Broken at event 2: The event 2 was changed. Sound before it: 1.');
});

test('jackfield audit verify and export ask the server', async () => {
  await using program = serve(dataDir);
  const environment = { JACKFIELD_URL: await program.ready, JACKFIELD_ADMIN_TOKEN: adminToken };
  const verified = await jackfield(['audit', 'verify'], dataDir, environment);
  expect(verified.stdout).toMatch(/^Whole: \d+ event\(s\), .*\nIts end, .*: \d+:[0-9a-f]{64}\n$/);
  const exported = await jackfield(['audit', 'export', '--jsonl'], dataDir, environment);
  const lines = exported.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({ seq: 1, action: 'connection.created' });
  const later = await jackfield(['audit', 'export', '--since', '2999-01-01'], dataDir, environment);
  expect(later).toMatchObject({ code: 0, stdout: '' });
  const never = await jackfield(['audit', 'export', '--since', 'soon'], dataDir, environment);
  expect(never.code).toBe(1);
  expect(never.stderr).toContain('since: Use a date or a time');
});

/** Where the last file's content ends; what follows is filling. */
function contentEnd(tar: Buffer): number {
  return tar.lastIndexOf('\n') + 1;
}

async function startListener() {
  const seen = new Set<string>();
  const server = createServer((request, response) => {
    seen.add(String(request.headers['x-api-key']));
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    endpoint: `127.0.0.1:${port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
